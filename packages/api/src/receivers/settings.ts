import { LIMITS } from "@callcall/contract";

/** What bounds test receivers, and the chance and time that they need. */
export interface ReceptionSettings {
  /** At all receivers together. */
  readonly openMax: number;
  /** At one of them: one that hangs must not take the places of all. */
  readonly openPerReceiver: number;
  readonly requestBytes: number;
  readonly holdMs: number;
  readonly keptPerReceiver: number;
  readonly bodyKeptBytes: number;
  readonly keptBytes: number;
  /** A number in [0, 1). */
  readonly fraction: () => number;
  /** Call back after `ms` milliseconds, unless the returned function is called before. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export const RECEPTION_DEFAULTS: ReceptionSettings = {
  openMax: LIMITS.receiver_requests_open,
  openPerReceiver: LIMITS.receiver_requests_open_each,
  requestBytes: LIMITS.receiver_request_bytes,
  holdMs: LIMITS.receiver_hold_ms,
  keptPerReceiver: LIMITS.receiver_requests_kept,
  bodyKeptBytes: LIMITS.receiver_body_kept_bytes,
  keptBytes: LIMITS.receiver_kept_bytes,
  fraction: Math.random,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
