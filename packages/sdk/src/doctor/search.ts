import { hex } from "../signature/bytes.ts";
import { callcallMessage } from "../signature/callcall.ts";
import { constantTimeSome } from "../signature/equal.ts";
import { standardMessage } from "../signature/standard.ts";
import { hmacSha256 } from "../signature/web-hmac.ts";
import { type BodyCandidate, bodyCandidates } from "./bodies.ts";
import { type Case, type Layout, looseMacs, signedTimestamp } from "./case.ts";
import { isMilliseconds } from "./check-timestamp.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { keyCandidates } from "./keys.ts";

/** A body is hashed once per attempt, so the two bound the work: 256 KiB x 400 is about half a second. */
export const MAX_SEARCH_BYTES: number = 256 * 1024;
const MAX_ATTEMPTS = 400;

// People make one mistake, at times two. Three at once explain anything, and say nothing.
const MAX_DEPARTURES = 2;

interface Attempt {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly message: () => Uint8Array<ArrayBuffer>;
  readonly departures: readonly Diagnosis[];
}

/** What the search came to. */
export interface SearchResult {
  /** How many attempts there were: 0 when the request lacks a MAC, a timestamp or a secret to try. */
  readonly attempts: number;
  /** The first match; undefined when no attempt matches. */
  readonly departures?: readonly Diagnosis[];
}

/**
 * The fewest departures from the given request under which its signature is genuine: none, one or two of
 * another key, another body, another layout.
 */
export async function findDepartures(subject: Case): Promise<SearchResult> {
  const macs = looseMacs(subject.signature);
  if (macs.length === 0) return { attempts: 0 };
  const attempts = allAttempts(subject)
    .filter(({ departures }) => departures.length <= MAX_DEPARTURES)
    .sort((a, b) => a.departures.length - b.departures.length)
    .slice(0, MAX_ATTEMPTS);
  for (const { key, message, departures } of attempts) {
    const mac = hex(await hmacSha256(key, message()));
    if (constantTimeSome(mac, macs)) return { attempts: attempts.length, departures };
  }
  return { attempts: attempts.length };
}

function allAttempts(subject: Case): Attempt[] {
  const { body } = subject;
  const bodies: BodyCandidate[] = body.length > MAX_SEARCH_BYTES ? [{ body, departures: [] }] : bodyCandidates(body);
  const layouts: Layout[] = subject.layout === "callcall" ? ["callcall", "standard"] : ["standard", "callcall"];
  return layouts.flatMap((layout) =>
    keyCandidates(subject, layout).flatMap(({ key, departures: ofKey }) =>
      bodies.flatMap(({ body, departures: ofBody }) =>
        timestamps(subject).map((timestamp) => ({
          key,
          message: () => messageOf(layout, subject.id ?? "", timestamp, body),
          departures: [...ofKey, ...ofBody, ...(layout === subject.layout ? [] : [otherLayout(layout)])],
        })),
      ),
    ),
  );
}

function messageOf(layout: Layout, id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return layout === "callcall" ? callcallMessage(timestamp, body) : standardMessage(id, timestamp, body);
}

/** Every timestamp that may have been signed. What is wrong with them is told by checkTimestamp. */
function timestamps({ signature, timestamp }: Case): string[] {
  const written = [timestamp, signedTimestamp(signature) ?? ""]
    .map((text) => text.trim())
    .filter((text) => text !== "");
  return [...new Set(written.flatMap((text) => (isMilliseconds(text) ? [text, text.slice(0, -3)] : [text])))];
}

function otherLayout(layout: Layout): Diagnosis {
  const [name, content, other] =
    layout === "standard"
      ? ["Standard Webhooks", "<id>.<timestamp>.<body>", "<timestamp>.<body>"]
      : ["CallCall", "<timestamp>.<body>", "<id>.<timestamp>.<body>"];
  return {
    code: "layout_mismatch",
    severity: "error",
    message: `The signature covers what the ${name} layout signs, though its header is in the other layout.`,
    hint: `Sign and verify one and the same layout: this one covers ${other}.`,
    expected: other,
    actual: content,
  };
}
