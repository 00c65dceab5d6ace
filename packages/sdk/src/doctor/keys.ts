import { utf8 } from "../signature/bytes.ts";
import { callcallKey, decodeStandardKey } from "../signature/secret.ts";
import type { Case, Layout, PreviousSecret } from "./case.ts";
import { type Diagnosis, maskSecret } from "./diagnosis.ts";
import { repairSecret } from "./secret-repair.ts";

/** A key that may have signed, and how it departs from the right one. */
export interface KeyCandidate {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly departures: readonly Diagnosis[];
}

// Beyond these a report takes seconds, and nobody holds more.
const MAX_SECRETS = 10;

/** Keys to try in a layout: the right ones first. */
export function keyCandidates(subject: Case, layout: Layout): KeyCandidate[] {
  const { secrets, previousSecrets } = subject;
  const current = secrets.filter((secret) => secret.trim() !== "").slice(0, MAX_SECRETS);
  return [
    ...current.flatMap((secret) => encodings(secret, layout, [])),
    ...current.flatMap((secret) => repaired(secret, layout)),
    ...previousSecrets
      .slice(0, MAX_SECRETS)
      .flatMap((previous) => encodings(previous.secret, layout, [rotatedOut(previous)])),
  ].filter(({ key }) => key.length > 0);
}

function repaired(secret: string, layout: Layout): KeyCandidate[] {
  const { secret: whole, defects } = repairSecret(secret);
  if (defects.length === 0) return [];
  const diagnosis: Diagnosis = {
    code: "secret_malformed",
    severity: "error",
    message: `The signature matches once the secret is repaired: ${defects.join("; ")}.`,
    hint: "Set the secret to exactly what the dashboard shows: whsec_ and what follows, without anything around it.",
    expected: maskSecret(whole),
  };
  return encodings(whole, layout, [diagnosis]);
}

function encodings(secret: string, layout: Layout, departures: readonly Diagnosis[]): KeyCandidate[] {
  const whole = callcallKey(secret);
  const decoded = decodeStandardKey(secret) ?? new Uint8Array();
  const afterPrefix = utf8(secret.replace(/^whsec_/, ""));
  const [right, other] = layout === "callcall" ? [whole, decoded] : [decoded, whole];
  const otherName = layout === "callcall" ? "the base64-decoded secret" : "the secret as text";
  return [
    { key: right, departures },
    { key: other, departures: [...departures, wrongEncoding(layout, otherName)] },
    { key: afterPrefix, departures: [...departures, wrongEncoding(layout, "the text that follows whsec_")] },
  ];
}

function wrongEncoding(layout: Layout, used: string): Diagnosis {
  const [name, expected] =
    layout === "callcall"
      ? ["CallCall", "the whole secret, whsec_ included, as UTF-8"]
      : ["Standard Webhooks", "what the base64 after whsec_ decodes to"];
  return {
    code: "wrong_key_encoding",
    severity: "error",
    message: `The secret is right, but the HMAC was keyed with ${used}.`,
    hint: `The ${name} layout is keyed with ${expected}. Change the key in the code that signs, or use the library's function.`,
    expected,
    actual: used,
  };
}

function rotatedOut({ secret, expiredAt }: PreviousSecret): Diagnosis {
  const when = expiredAt === undefined ? "" : ` (it expired at ${expiredAt})`;
  return {
    code: "rotated_out_secret",
    severity: "error",
    message: `The signature was made with a secret that has been rotated out${when}.`,
    hint: "A delivery from before the rotation: replay it. A sender of your own: give it the current secret.",
    actual: maskSecret(secret),
  };
}
