import { base64, fromBase64, hex } from "../signature/bytes.ts";
import { parseCallcallSignature } from "../signature/callcall.ts";
import { headerText } from "../signature/header.ts";
import { isWebhookId, parseStandardSignature } from "../signature/standard.ts";
import type { Case } from "./case.ts";
import { type Diagnosis, quoted } from "./diagnosis.ts";

const EXPECTED = {
  callcall: "t=<unix seconds>,v1=<64 lower-case hex digits>",
  standard: "v1,<44 characters of base64>",
} as const;

/** What is wrong with the signature header and the id, by their looks alone. */
export function checkSignature(subject: Case): Diagnosis[] {
  return [...checkHeader(subject), ...checkId(subject)];
}

function checkHeader({ layout, shape, signature }: Case): Diagnosis[] {
  const expected = EXPECTED[layout];
  const actual = quoted(signature);
  if (signature.trim() === "") {
    return [
      {
        code: "signature_missing",
        severity: "error",
        message: "There is no signature header.",
        hint: `Read ${layout === "callcall" ? "x-callcall-signature" : "webhook-signature"} from the request, and check that no proxy in front of your server drops it.`,
        expected,
      },
    ];
  }
  if (shape !== undefined && shape !== layout) {
    const hint =
      shape === "standard"
        ? "This is webhook-signature. Pass x-callcall-signature to verifyWebhookSignature, or check this one with verifyStandardWebhook and the webhook-id."
        : "This is x-callcall-signature. Check it with verifyWebhookSignature, or pass webhook-signature.";
    const message =
      shape === "standard"
        ? "The signature is in the Standard Webhooks layout, and was checked as a CallCall one."
        : "The signature is in the CallCall layout, and was checked as a Standard Webhooks one.";
    return [{ code: "layout_mismatch", severity: "error", message, hint, expected, actual }];
  }
  const parse = layout === "callcall" ? parseCallcallSignature : parseStandardSignature;
  const parses = (header: string) => headerText(header) !== undefined && parse(header) !== undefined;
  if (parses(signature)) return [];
  const rewriting = REWRITINGS.find((row) => row.layout === layout && parses(row.rewrite(signature)));
  if (rewriting !== undefined) {
    const { code, message, hint } = rewriting;
    return [{ code, severity: "error", message, hint, expected, actual }];
  }
  const [, message = "", hint = ""] = FAULTS.find(([found]) => found(signature, layout)) ?? [];
  return [{ code: "signature_malformed", severity: "error", message, hint, expected, actual }];
}

function checkId({ layout, id }: Case): Diagnosis[] {
  if (layout === "callcall" || (id !== undefined && isWebhookId(id))) return [];
  return [
    {
      code: id ? "id_malformed" : "id_missing",
      severity: "error",
      message: id
        ? "The webhook-id is not a valid id."
        : "There is no webhook-id, and the Standard Webhooks layout signs it.",
      hint: "Pass the header webhook-id exactly as it was received.",
      expected: "1 to 256 visible ASCII characters without a full stop",
      ...(id ? { actual: quoted(id) } : {}),
    },
  ];
}

/** A MAC of the right bytes in the wrong spelling: the header parses once it is rewritten. */
const REWRITINGS = [
  {
    code: "signature_uppercase",
    layout: "callcall",
    rewrite: (header: string) => header.toLowerCase(),
    message: "The signature is written in upper case.",
    hint: "Pass the header as it was received; write your own signatures in lower-case hex.",
  },
  {
    code: "signature_base64",
    layout: "callcall",
    rewrite: (header: string) =>
      header.replace(/v1=([A-Za-z0-9+/]{43}=)/g, (_, mac) => `v1=${hex(fromBase64(mac) ?? new Uint8Array())}`),
    message: "The signature is written in base64, and this layout writes it in hex.",
    hint: 'Encode the MAC with "hex" in the place of "base64".',
  },
  {
    code: "signature_hex",
    layout: "standard",
    rewrite: (header: string) =>
      header.replace(/v1,([0-9A-Fa-f]{64})(?![0-9A-Fa-f])/g, (_, mac: string) => `v1,${base64(hexBytes(mac))}`),
    message: "The signature is written in hex, and this layout writes it in base64.",
    hint: 'Encode the MAC with "base64" in the place of "hex".',
  },
] as const;

function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

type Fault = readonly [found: (header: string, layout: Case["layout"]) => boolean, message: string, hint: string];

const macsOf = (header: string) => [...header.matchAll(/(?:^|[\s,])v1[=,]([^\s,]*)/g)].map((match) => match[1] ?? "");

/** Why a header does not parse; the first that is found. */
const FAULTS: readonly Fault[] = [
  [
    (header) => headerText(header) === undefined,
    "The signature header is longer than 1,024 characters, and is not read.",
    "Pass the header as it was received: one of this platform has less than 300.",
  ],
  [
    (header, layout) => (layout === "callcall" ? /\s/ : /^\s|\s$|\s\s|[^\S ]/).test(header),
    "The signature header has white space that does not belong there, or holds two headers joined into one.",
    "Pass the value of one header, without spaces or newlines around it.",
  ],
  [
    (header, layout) => layout === "callcall" && (header.match(/(?:^|,)t=/g) ?? []).length > 1,
    "The signature header has more than one t= field.",
    "Pass the header as it was received: it has one.",
  ],
  [
    (header, layout) => layout === "callcall" && !/^t=[1-9][0-9]{0,14}(?:,|$)/.test(header),
    "The signature header does not start with t= and a time in unix seconds.",
    "Pass the whole header, not the MAC alone.",
  ],
  [
    (header) => macsOf(header).length === 0,
    "The signature header has no v1 signature: other versions are ignored.",
    "Pass the whole header as it was received; if that has no v1, its sender does not sign as this platform does.",
  ],
  [
    (header) => macsOf(header).includes(""),
    "A v1 in the signature header is empty.",
    "Look for the code that cuts the header, or joins it with a MAC that was not computed.",
  ],
  [
    (header, layout) => macsOf(header).some((mac) => mac.length !== (layout === "callcall" ? 64 : 44)),
    "A v1 in the signature header has the wrong length: it is cut, or was made with another hash than SHA-256.",
    "Pass the header as it was received; sign with HMAC-SHA256, whose MAC has 32 bytes.",
  ],
  [
    (header, layout) => layout === "callcall" && macsOf(header).length > 3,
    "The signature header has more than three v1 signatures.",
    "A delivery has one per secret in use, three at most: sign with the newest ones only.",
  ],
  [
    () => true,
    "The signature header does not follow its grammar.",
    "Pass the header as it was received, without quotes or other additions.",
  ],
];
