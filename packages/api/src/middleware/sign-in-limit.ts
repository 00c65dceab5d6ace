import { isIPv6 } from "node:net";
import { LIMITS, Problem } from "@callcall/contract";

/** Slows the guessing of keys down: failed tries by address, in windows of a minute. */
export interface SignInLimit {
  /**
   * Count a try, before it is judged: of a thousand at once each counts.
   * @returns call it when the try was good: those who have a key are not slowed down
   * @throws Problem `rate_limited`
   */
  take(address: string, nowMs: number): () => void;
}

interface Window {
  readonly startMs: number;
  tries: number;
}

const WINDOW_MS = 60_000;
/** Addresses remembered; the one longest in it makes room. */
const ADDRESSES_MAX = 10_000;

export function createSignInLimit(): SignInLimit {
  const windows = new Map<string, Window>();

  return {
    take(address, nowMs) {
      const network = networkOf(address);
      const known = windows.get(network);
      const window =
        known !== undefined && nowMs - known.startMs < WINDOW_MS && nowMs >= known.startMs
          ? known
          : { startMs: nowMs, tries: 0 };
      if (window.tries >= LIMITS.sign_ins_per_minute) {
        throw new Problem("rate_limited", "Cannot sign in: too many wrong keys came from this address", {
          retryAfterSeconds: Math.ceil((window.startMs + WINDOW_MS - nowMs) / 1_000),
        });
      }
      window.tries += 1;
      if (window !== known) {
        const oldest = windows.size >= ADDRESSES_MAX ? windows.keys().next().value : undefined;
        if (oldest !== undefined) windows.delete(oldest);
        windows.delete(network);
        windows.set(network, window);
      }
      return () => {
        window.tries -= 1;
      };
    },
  };
}

/** Of IPv6 the first 64 bits: whoever has one address has all of them. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4).join(":");
}
