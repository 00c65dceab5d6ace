import { isIP } from "node:net";
import { LIMITS } from "@callcall/contract";

/** Reads a setting's text, or says what it should have been. */
export type Parse<Value> = (text: string) => { readonly value: Value } | { readonly expected: string };

export const asText: Parse<string> = (text) => (text === "" ? { expected: "some text" } : { value: text });

export function asInteger(min: number, max: number): Parse<number> {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : { expected: `a whole number from ${min} to ${max}` };
  };
}

export const yesOrNo: Parse<boolean> = (text) => {
  if (["yes", "true", "1"].includes(text)) return { value: true };
  return ["no", "false", "0"].includes(text) ? { value: false } : { expected: "yes or no" };
};

const DURATION_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const KEPT_DAYS_MAX = 3_650;

/** How long something is kept, in milliseconds: `30d`, `12h`, `90m`, `45s`. Null, for `off` or `0`: for ever. */
export const asKeptMs: Parse<number | null> = (text) => {
  if (text === "off" || text === "0") return { value: null };
  const [, digits, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(digits) * (DURATION_MS[unit] ?? Number.NaN);
  return ms > 0 && ms <= KEPT_DAYS_MAX * 86_400_000
    ? { value: ms }
    : { expected: `a time such as 30d, 12h, 90m or 45s, at most ${KEPT_DAYS_MAX}d, or off to keep it for ever` };
};

export const asSchedule: Parse<readonly number[]> = (text) => {
  const delays =
    text === "" ? [] : text.split(",").map((part) => asInteger(1, LIMITS.retry_delay_seconds_max)(part.trim()));
  const values = delays.flatMap((delay) => ("value" in delay ? [delay.value] : []));
  return values.length === delays.length && values.length <= LIMITS.retries_max
    ? { value: values }
    : { expected: `at most ${LIMITS.retries_max} whole numbers of seconds, separated by commas` };
};

export const asPorts: Parse<readonly number[]> = (text) => {
  const ports = text === "" ? [] : text.split(",").map((part) => asInteger(1, 65_535)(part.trim()));
  const values = ports.flatMap((port) => ("value" in port ? [port.value] : []));
  return values.length === ports.length
    ? { value: values }
    : { expected: "ports from 1 to 65535, separated by commas" };
};

/** Without a path: links are made by putting one behind it. */
export const asOrigin: Parse<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url !== undefined &&
    ["http:", "https:"].includes(url.protocol) &&
    url.username + url.password + url.search + url.hash === "" &&
    url.pathname === "/";
  return isOrigin ? { value: url.origin } : { expected: "an http(s) URL with nothing behind the host and port" };
};

const isProxy = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) return false;
  // /0 would trust everybody, and with that whatever anybody claims.
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
};

export const asProxies: Parse<readonly string[]> = (text) => {
  const proxies = text === "" ? [] : text.split(",").map((part) => part.trim());
  return proxies.every(isProxy)
    ? { value: proxies }
    : { expected: "IP addresses or CIDR ranges such as 10.0.0.0/8, separated by commas" };
};

const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const asLogLevel: Parse<LogLevel> = (text) => {
  const value = LOG_LEVELS.find((level) => level === text);
  return value === undefined ? { expected: `one of ${LOG_LEVELS.join(", ")}` } : { value };
};

/** Goes into an Authorization header: visible ASCII without spaces. */
export const asApiKey: Parse<string> = (text) =>
  /^[\x21-\x7e]{8,256}$/.test(text) ? { value: text } : { expected: "8 to 256 visible characters without spaces" };

export const asMasterKey: Parse<string> = (text) =>
  /^[\x21-\x7e]{32,1024}$/.test(text)
    ? { value: text }
    : { expected: "at least 32 visible characters without spaces, such as `openssl rand -base64 32` prints" };
