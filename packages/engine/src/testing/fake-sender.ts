import { classifyStatus } from "../http/classify.ts";
import type { Exchange, HttpSender, SendRequest } from "../http/exchange.ts";
import type { Clock } from "../runtime/clock.ts";

/** A status to answer with, or an exchange in which some things are otherwise. */
export type Answer = number | (Partial<Exchange> & { readonly status?: number });

/** One request that the engine has sent. */
export interface FakeSend {
  readonly request: SendRequest;
  readonly atMs: number;
  readonly eventId: string;
  readonly deliveryId: string;
  readonly attempt: number;
  readonly url: string;
  readonly body: string;
  /** Undefined until it is answered. */
  readonly outcome: Exchange["outcome"] | undefined;
  header(name: string): string | undefined;
  answer(answer: Answer): void;
}

/** Takes the place of the network. */
export interface FakeSender extends HttpSender {
  /** Everything sent, in order. */
  readonly sends: readonly FakeSend[];
  /** Sent and not answered. */
  readonly open: readonly FakeSend[];
  /** The most requests that were open at once, by URL, and over all under `*`. */
  readonly most: ReadonlyMap<string, number>;
  /** Answer by itself from now on; undefined leaves a request open. */
  respond: (send: FakeSend) => Answer | undefined;
}

export function createFakeSender(clock: Clock): FakeSender {
  const sends: FakeSend[] = [];
  const open = new Set<FakeSend>();
  const most = new Map<string, number>();
  let closed = false;

  function note(key: string, count: number): void {
    most.set(key, Math.max(most.get(key) ?? 0, count));
  }

  const sender: FakeSender = {
    sends,
    most,
    get open() {
      return [...open];
    },
    respond: () => undefined,
    send(request) {
      return new Promise((resolve) => {
        let outcome: Exchange["outcome"] | undefined;
        const header = (name: string) => request.headers.find(([key]) => key === name)?.[1];
        const send: FakeSend = {
          request,
          atMs: clock.nowMs(),
          eventId: header("x-callcall-event-id") ?? "",
          deliveryId: header("x-callcall-delivery-id") ?? "",
          attempt: Number(header("x-callcall-attempt")),
          url: request.url,
          body: new TextDecoder().decode(request.body),
          get outcome() {
            return outcome;
          },
          header,
          answer(answer) {
            if (!open.delete(send)) throw new Error("Cannot answer a request twice");
            const exchange = exchangeOf(answer);
            outcome = exchange.outcome;
            resolve(exchange);
          },
        };
        sends.push(send);
        open.add(send);
        note("*", open.size);
        note(request.url, [...open].filter((other) => other.url === request.url).length);
        const answer = closed ? { outcome: "local_fault" as const } : sender.respond(send);
        if (answer !== undefined) send.answer(answer);
      });
    },
    async close() {
      closed = true;
      for (const send of [...open]) send.answer({ outcome: "local_fault", error: "cut off" });
    },
  };
  return sender;
}

export function exchangeOf(answer: Answer): Exchange {
  const base: Exchange = {
    outcome: "delivered",
    response: null,
    error: null,
    remoteAddress: "203.0.113.7:443",
    timings: { dnsMs: 1, connectMs: 1, tlsMs: 1, firstByteMs: 4, totalMs: 5 },
    reusedSocket: false,
    retryAfter: null,
  };
  const { status, ...changes } = typeof answer === "number" ? { status: answer } : answer;
  if (status === undefined) return { ...base, ...changes };
  const response = {
    status,
    headers: [["content-type", "text/plain"]] as const,
    body: new Uint8Array(),
    bodyBytes: 0,
    bodyTruncated: false,
    bodyIncomplete: false,
  };
  return { ...base, outcome: classifyStatus(status), response, ...changes };
}
