import { parseTimestamp } from "../signature/timestamp.ts";
import { type Case, signedTimestamp } from "./case.ts";
import { type Diagnosis, quoted } from "./diagnosis.ts";

const SEND_SECONDS = "Pass the header as it was received; in your own code, sign with Math.floor(Date.now() / 1000).";

/** What is wrong with the timestamps: their spelling, whether they agree, and how far they are from now. */
export function checkTimestamp(subject: Case): Diagnosis[] {
  const { layout, signature, timestamp } = subject;
  const signed = layout === "callcall" ? signedTimestamp(signature) : undefined;
  return [
    ...checkSpelling(timestamp, layout),
    ...(signed !== undefined && timestamp !== "" && signed !== timestamp ? [mismatch(signed, timestamp)] : []),
    ...checkAge(parseTimestamp(timestamp) ?? parseTimestamp(signed ?? ""), subject),
  ];
}

function checkSpelling(timestamp: string, layout: Case["layout"]): Diagnosis[] {
  if (timestamp === "") {
    const name = layout === "callcall" ? "x-callcall-timestamp" : "webhook-timestamp";
    const hint = `Read ${name} from the request, and check that no proxy in front of your server drops it.`;
    return [{ code: "timestamp_missing", severity: "error", message: "There is no timestamp header.", hint }];
  }
  if (isMilliseconds(timestamp)) {
    return [
      {
        code: "milliseconds_timestamp",
        severity: "error",
        message: "The timestamp is in milliseconds, and is expected in seconds.",
        hint: SEND_SECONDS,
        expected: timestamp.slice(0, -3),
        actual: timestamp,
      },
    ];
  }
  if (parseTimestamp(timestamp) !== undefined) return [];
  return [
    {
      code: "timestamp_malformed",
      severity: "error",
      message: "The timestamp is not a whole number of unix seconds.",
      hint: SEND_SECONDS,
      expected: "decimal digits alone, such as 1738896900",
      actual: quoted(timestamp),
    },
  ];
}

// 13 digits are the milliseconds of the years 2001 to 2286; as seconds they are 30,000 years away.
export function isMilliseconds(timestamp: string): boolean {
  return /^[1-9][0-9]{12}$/.test(timestamp);
}

function mismatch(signed: string, timestamp: string): Diagnosis {
  return {
    code: "timestamp_mismatch",
    severity: "error",
    message: "The timestamp header is not the t= of the signature header.",
    hint: "Pass both headers of the same request, unchanged: a retry has a new timestamp.",
    expected: quoted(signed),
    actual: quoted(timestamp),
  };
}

function checkAge(seconds: number | undefined, { now, toleranceSeconds }: Case): Diagnosis[] {
  if (seconds === undefined || isMilliseconds(String(seconds)) || Math.abs(now - seconds) <= toleranceSeconds)
    return [];
  const stale = seconds < now;
  const distance = Math.abs(now - seconds);
  return [
    {
      code: stale ? "timestamp_stale" : "timestamp_in_future",
      severity: "error",
      message: `The timestamp is ${distance} s ${stale ? "in the past" : "in the future"}, ${distance - toleranceSeconds} s beyond the tolerance of ${toleranceSeconds} s.`,
      hint: stale
        ? "A request that has just arrived: the clock of your server is ahead, so synchronise it (NTP), or the request waited in a queue, so verify it before queueing. An old request that you try again: replay the delivery, which signs it anew."
        : "The clock of your server is behind (clock skew): synchronise it (NTP).",
      expected: `${now - toleranceSeconds} to ${now + toleranceSeconds}`,
      actual: String(seconds),
    },
  ];
}
