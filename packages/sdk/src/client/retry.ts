import { ApiError, ConnectionError } from "./errors.ts";
import type { Operation } from "./operations.ts";
import type { PlainRequest } from "./request.ts";

const BASE_MS = 250;
const CAP_MS = 8_000;
/** A server that wants more time than this has its error shown: whoever called is still waiting. */
const RETRY_AFTER_MAX_SECONDS = 60;

/** Whether doing it twice is doing it once: reads, and what carries a key or ids of the caller's own. */
export function isRepeatable(operation: Operation, { idempotencyKey, body }: PlainRequest): boolean {
  if (operation.method === "GET") return true;
  return operation.idempotent === true && (idempotencyKey !== undefined || hasOwnId(body));
}

function hasOwnId(body: unknown): boolean {
  const { id, events } = (body ?? {}) as { id?: unknown; events?: unknown };
  return Array.isArray(events) ? events.every(hasOwnId) : typeof id === "string";
}

/** Milliseconds to wait before trying again after the nth failure, or undefined when that would not help. */
export function retryDelayMs(error: unknown, failures: number, random: () => number): number | undefined {
  if (error instanceof ConnectionError) return backoffMs(failures, random);
  if (!(error instanceof ApiError) || ![429, 502, 503, 504].includes(error.status)) return undefined;
  const { retryAfterSeconds = 0 } = error;
  if (retryAfterSeconds > RETRY_AFTER_MAX_SECONDS) return undefined;
  return Math.max(retryAfterSeconds * 1000, backoffMs(failures, random));
}

/** Doubles each time, up to `capMs`; the upper half is chance, so that clients that failed together do not come back together. */
export function backoffMs(
  failures: number,
  random: () => number,
  baseMs: number = BASE_MS,
  capMs: number = CAP_MS,
): number {
  const full = Math.min(capMs, baseMs * 2 ** (failures - 1));
  return Math.round(full * (0.5 + random() / 2));
}
