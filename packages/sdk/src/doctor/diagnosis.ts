/** Everything the doctor can find, most important first: the order of a report. */
export const DIAGNOSIS_CODES = [
  "valid",
  "signature_missing",
  "layout_mismatch",
  "id_missing",
  "id_malformed",
  "signature_malformed",
  "signature_uppercase",
  "signature_base64",
  "signature_hex",
  "timestamp_missing",
  "milliseconds_timestamp",
  "timestamp_malformed",
  "timestamp_mismatch",
  "secret_malformed",
  "wrong_key_encoding",
  "rotated_out_secret",
  "body_double_encoded",
  "body_base64",
  "body_charset",
  "body_bom",
  "body_crlf",
  "body_trailing_newline",
  "body_trimmed",
  "body_reserialized",
  "wrong_secret",
  "timestamp_stale",
  "timestamp_in_future",
  "payload_too_large",
] as const;

export type DiagnosisCode = (typeof DIAGNOSIS_CODES)[number];

/** One finding. Neither a secret nor a computed MAC ever appears in it. */
export interface Diagnosis {
  code: DiagnosisCode;
  severity: "ok" | "warning" | "error";
  /** What is the matter, in one sentence. */
  message: string;
  /** What to change. */
  hint: string;
  expected?: string;
  actual?: string;
}

const MAX_QUOTED_CHARACTERS = 120;

/** A value as a report shows it: not longer than a line or two, with white space made visible. */
export function quoted(value: string): string {
  const short = value.length > MAX_QUOTED_CHARACTERS ? `${value.slice(0, MAX_QUOTED_CHARACTERS)}…` : value;
  return JSON.stringify(short);
}

/** `whsec_…` and the last four characters, as the dashboard shows a secret. Too short a secret shows nothing. */
export function maskSecret(secret: string): string {
  const body = secret.trim().replace(/^.*whsec_/s, "");
  const prefix = secret.includes("whsec_") ? "whsec_" : "";
  return body.length >= 16 ? `${prefix}…${body.slice(-4)}` : `${prefix}…`;
}

/** Sorts by importance and drops the second finding of a code: it would repeat the advice. */
export function mostImportantFirst(found: readonly Diagnosis[]): Diagnosis[] {
  const rank = ({ code }: Diagnosis) => DIAGNOSIS_CODES.indexOf(code);
  const first = found.filter(({ code }, index) => found.findIndex((other) => other.code === code) === index);
  return first.sort((a, b) => rank(a) - rank(b));
}
