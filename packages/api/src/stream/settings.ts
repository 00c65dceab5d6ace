import { LIMITS } from "@callcall/contract";

export interface StreamSettings {
  /** A comment is sent, and the key checked again, this often. Proxies cut what is silent for a minute. */
  readonly heartbeatMs: number;
  /** What a slow reader may have waiting. Beyond it the connection ends, and the reader resumes where it stopped. */
  readonly bufferedBytes: number;
  readonly connectionsPerAccount: number;
  /** Call back every `ms` milliseconds until the returned function is called. */
  readonly every: (ms: number, callback: () => void) => () => void;
}

export const STREAM_DEFAULTS: StreamSettings = {
  heartbeatMs: 15_000,
  bufferedBytes: 1024 * 1024,
  connectionsPerAccount: LIMITS.stream_connections_per_account,
  every: (ms, callback) => {
    const timer = setInterval(callback, ms).unref();
    return () => clearInterval(timer);
  },
};
