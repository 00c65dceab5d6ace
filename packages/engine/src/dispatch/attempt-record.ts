import type { AttemptRecord } from "@callcall/store";
import type { Exchange } from "../http/index.ts";
import type { Decided } from "./attempt.ts";
import { maskHeaders } from "./request.ts";

/** An attempt as it is stored, what was sent and received included. */
export function attemptRecordOf({ sent, decision }: Decided): AttemptRecord {
  const { begun, signed, exchange } = sent;
  const { parcel, webhook } = begun;
  return {
    accountId: parcel.accountId,
    deliveryId: parcel.deliveryId,
    id: begun.attemptId,
    number: begun.number,
    outcome: exchange.outcome,
    charged: decision.charged,
    startedMs: begun.startedMs,
    request:
      signed === null
        ? null
        : { version: webhook.version, url: signed.request.url, headers: maskHeaders(signed.request.headers) },
    response: exchange.response,
    error: exchange.error,
    remoteAddress: exchange.remoteAddress,
    timings: exchange.timings,
  };
}

/** The same without what was sent and received. */
export function withoutExchange(attempt: AttemptRecord): AttemptRecord {
  const error = "What was sent and received could not be recorded";
  return { ...attempt, request: null, response: null, error, remoteAddress: null, timings: null };
}

/** What went wrong is for the operator's log: it may name files and keys of the server. */
export function unsent(totalMs: number): Exchange {
  return {
    outcome: "local_fault",
    response: null,
    error: "The server could not prepare this request. The fault is ours; it will be tried again",
    remoteAddress: null,
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs },
    reusedSocket: false,
    retryAfter: null,
  };
}
