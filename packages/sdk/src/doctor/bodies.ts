import { fromBase64, utf8 } from "../signature/bytes.ts";
import type { Diagnosis, DiagnosisCode } from "./diagnosis.ts";
import { compact, escaped, inEnvelopeOrder, spaced } from "./json-text.ts";

/** A body that may have been signed, and how the given one departs from it. */
export interface BodyCandidate {
  readonly body: Uint8Array;
  readonly departures: readonly Diagnosis[];
}

interface Row {
  readonly code: DiagnosisCode;
  readonly message: string;
  readonly hint: string;
  /** What may have been signed, undoing what happened to `text`. */
  restore(text: string): readonly (string | Uint8Array | undefined)[];
}

const RAW =
  "Verify the bytes of the request as they arrive, before any parser: webhookBody() or express.raw() in Express, request.text() in the Fetch API.";

/** What happens to a body between the socket and the check. Several can have the same effect: the first wins. */
const ROWS: readonly Row[] = [
  {
    code: "body_bom",
    message: "The body starts with a byte-order mark that was not signed.",
    hint: "Save or read the body as UTF-8 without BOM.",
    restore: (text) => [text.replace(/^\ufeff/, "")],
  },
  {
    code: "body_trailing_newline",
    message: "The body has white space around it, such as a newline at its end, that was not signed.",
    hint: "Remove it: editors, echo and heredocs add a newline (use printf, or curl --data-binary with a file that has none).",
    restore: (text) => [text.replace(/\r?\n$/, ""), text.trim()],
  },
  {
    code: "body_trimmed",
    message: "The body that was signed ends with a newline, and the given one does not.",
    hint: `Something trims the body. ${RAW}`,
    restore: (text) => [`${text}\n`, `${text}\r\n`],
  },
  {
    code: "body_crlf",
    message: "The line ends of the body were changed between LF and CRLF.",
    hint: `A text mode, an editor or git did it. ${RAW}`,
    restore: (text) => [text.replaceAll("\r\n", "\n"), text.replace(/\r?\n/g, "\r\n")],
  },
  {
    code: "body_double_encoded",
    message: "The body was encoded as JSON once more: it is a JSON string that holds the JSON that was signed.",
    hint: "Do not call JSON.stringify on a body that is text already, and copy it from a log without its escapes.",
    restore: (text) => [json(text), json(`"${text}"`)].map((value) => (typeof value === "string" ? value : undefined)),
  },
  {
    code: "body_base64",
    message: "The body is base64 of the bytes that were signed.",
    hint: "Decode it first: API gateways and Lambda pass it so, with isBase64Encoded set.",
    restore: (text) => [fromBase64(text.trim())],
  },
  {
    code: "body_charset",
    message: "The body was read as Latin-1, and is UTF-8.",
    hint: 'Read it as bytes or as UTF-8: toString("utf8") in the place of "binary" or "latin1".',
    restore: (text) => [/[\x80-\xff]/.test(text) && !/[^\0-\xff]/.test(text) ? latin1(text) : undefined],
  },
  {
    code: "body_reserialized",
    message: "The body was parsed and serialised again: it means the same as what was signed, and its bytes differ.",
    hint: `Do not verify JSON.stringify(req.body). ${RAW}`,
    restore: (text) => {
      const value = json(text);
      if (value === undefined) return [];
      const short = JSON.stringify(value);
      return [
        compact(text),
        short,
        escaped(short),
        spaced(short),
        escaped(spaced(short)),
        inEnvelopeOrder(value, (data) => data),
        inEnvelopeOrder(value, spaced),
        inEnvelopeOrder(value, (data) => escaped(spaced(data))),
        inEnvelopeOrder(value, escaped),
      ];
    },
  },
];

/** Bodies to try: the given one first, then each one it may have been made from. */
export function bodyCandidates(body: Uint8Array): BodyCandidate[] {
  const text = decode(body);
  const restored = text === undefined ? [] : ROWS.flatMap((row) => restoredBy(row, text));
  const seen = new Set(text === undefined ? [] : [text]);
  return [
    { body, departures: [] },
    ...restored.filter(({ body }) => {
      const key = decode(body);
      return key === undefined || (!seen.has(key) && seen.add(key));
    }),
  ];
}

function restoredBy({ restore, ...finding }: Row, text: string): BodyCandidate[] {
  const departures: Diagnosis[] = [{ severity: "error", ...finding }];
  try {
    return restore(text).flatMap((signed) => {
      if (signed === undefined) return [];
      return [{ body: typeof signed === "string" ? utf8(signed) : signed, departures }];
    });
  } catch {
    return []; // JSON.stringify overflows the stack on a value that is nested thousands deep.
  }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
