import type { Outcome } from "@callcall/contract";

/** One POST to make. */
export interface SendRequest {
  /** As registered; judged again here, since the policy may have changed since. */
  readonly url: string;
  /** In wire order. Names that frame the message (`host`, `content-length`, …) are the sender's own. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Sent exactly so, with its length. */
  readonly body: Uint8Array;
  /** Bound of the whole attempt in milliseconds, from DNS to the last response byte. */
  readonly deadlineMs: number;
}

/** How one POST ended. */
export interface Exchange {
  readonly outcome: Outcome;
  /** Null when no final response headers arrived in time. */
  readonly response: ReceivedResponse | null;
  /** Why there is no response, as a sentence for people with the code in brackets at its end. Null with one. */
  readonly error: string | null;
  readonly remoteAddress: string | null;
  readonly timings: ExchangeTimings;
  readonly reusedSocket: boolean;
  /** The raw `Retry-After` header. */
  readonly retryAfter: string | null;
}

export interface ReceivedResponse {
  readonly status: number;
  /** As received and in that order, read as Latin-1. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first 16 KiB as received: nothing is inflated. */
  readonly body: Uint8Array;
  /** Bytes read, at most 64 KiB. */
  readonly bodyBytes: number;
  /** There was more than what `body` keeps. */
  readonly bodyTruncated: boolean;
  /** The body broke off, was malformed or had not ended when we stopped waiting. */
  readonly bodyIncomplete: boolean;
}

/** Milliseconds, fractional. The first three are null on a reused socket and where the attempt never got to. */
export interface ExchangeTimings {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the start of the attempt to the first response byte. */
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

/** The port: one POST = one attempt. Never rejects; whatever happens is an `Exchange`. */
export interface HttpSender {
  send(request: SendRequest): Promise<Exchange>;
  /** Close idle sockets at once, wait for open exchanges up to `withinMs` (default 5 s), then cut them off. */
  close(withinMs?: number): Promise<void>;
}
