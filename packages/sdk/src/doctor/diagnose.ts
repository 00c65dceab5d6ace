import { isWebhookId } from "../signature/standard.ts";
import { verifyStandardWebhook, verifyWebhookSignature } from "../signature/web.ts";
import { type Case, openCase, type SignatureCheck } from "./case.ts";
import { checkSignature } from "./check-signature.ts";
import { checkTimestamp } from "./check-timestamp.ts";
import { type Diagnosis, maskSecret, mostImportantFirst } from "./diagnosis.ts";
import { findDepartures, MAX_SEARCH_BYTES } from "./search.ts";
import { secretDefect } from "./secret-repair.ts";

/** What `diagnoseSignature` found. */
export interface SignatureReport {
  /** What `verifyWebhookSignature` (or `verifyStandardWebhook`) says. */
  valid: boolean;
  /** Everything that applies, most important first; never empty. */
  diagnosis: Diagnosis[];
}

/**
 * Says why a signature does not verify, and what to change.
 *
 * It looks at the headers, then searches for the fewest changes to the body, the secret and the layout
 * under which the signature is genuine: what it had to change is what went wrong. Runs on Web Crypto, so
 * in browsers too; bodies above 256 KiB are checked as they are, without that search.
 *
 * Never throws on what the network may send. A report shows secrets masked and no computed MAC, so that
 * whoever may ask for one cannot use it to sign.
 */
export async function diagnoseSignature(check: SignatureCheck): Promise<SignatureReport> {
  const subject = openCase(check);
  if (await isValid(subject)) return { valid: true, diagnosis: [VALID] };
  const found = [...checkSignature(subject), ...checkTimestamp(subject), ...(await checkMac(subject))];
  return { valid: false, diagnosis: mostImportantFirst(found) };
}

const VALID: Diagnosis = {
  code: "valid",
  severity: "ok",
  message: "The signature is genuine and fresh.",
  hint: "Nothing to change.",
};

async function isValid(subject: Case): Promise<boolean> {
  const { layout, body, signature, timestamp, id, secrets } = subject;
  // An unusable secret makes the verifiers throw. Here it is a finding, and the other secrets still count.
  const usable = secrets.filter((secret) => secret.trim() !== "");
  if (layout === "callcall") {
    return usable.length > 0 && verifyWebhookSignature(body, signature, timestamp, usable, subject);
  }
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  const results = usable.map((secret) => verifyStandardWebhook(body, headers, secret, subject).catch(() => false));
  return (await Promise.all(results)).includes(true);
}

async function checkMac(subject: Case): Promise<Diagnosis[]> {
  const { shape, layout, body, id, secrets } = subject;
  const { attempts, departures } = await findDepartures(subject);
  if (departures !== undefined) return [...departures];
  const found = secrets.length === 0 ? malformedSecret("") : secrets.flatMap(malformedSecret);
  if (body.length > MAX_SEARCH_BYTES) found.push(tooLarge(body.length));
  // Without the id that was signed, no secret could match: blaming one would send people the wrong way.
  const lacksId = (shape ?? layout) === "standard" && !isWebhookId(id ?? "");
  return attempts > 0 && !lacksId ? [...found, wrongSecret(secrets)] : found;
}

function malformedSecret(secret: string): Diagnosis[] {
  const defect = secretDefect(secret);
  if (defect === undefined) return [];
  return [
    {
      code: "secret_malformed",
      severity: "error",
      message: `The secret does not look like one of this platform: ${defect}.`,
      hint: "Set it to exactly what the dashboard shows: whsec_ and what follows, without anything around it.",
      expected: "whsec_ and base64",
    },
  ];
}

function wrongSecret(secrets: readonly string[]): Diagnosis {
  return {
    code: "wrong_secret",
    severity: "error",
    message: "The signature was made with another secret, or over another body or id: no known mistake explains it.",
    hint: "Compare the last characters with those the dashboard shows for this webhook: each webhook has a secret of its own, and test and production differ. Then compare the body with the one the delivery shows.",
    actual: secrets
      .filter((secret) => typeof secret === "string")
      .map(maskSecret)
      .join(", "),
  };
}

function tooLarge(bytes: number): Diagnosis {
  return {
    code: "payload_too_large",
    severity: "warning",
    message: "The body is too large to search for what changed it: it was checked as it is.",
    hint: "Try again with a smaller event.",
    expected: `at most ${MAX_SEARCH_BYTES} bytes`,
    actual: `${bytes} bytes`,
  };
}
