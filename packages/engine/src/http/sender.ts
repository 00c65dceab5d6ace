import { LIMITS } from "@callcall/contract";
import { type Clock, systemClock, systemTimers, type Timers } from "../runtime/clock.ts";
import { classifyFailure } from "./classify.ts";
import { Fault } from "./connect/fault.ts";
import { trustContext } from "./connect/secure.ts";
import { DeadlineWheel } from "./deadline-wheel.ts";
import type { Exchange, HttpSender, SendRequest } from "./exchange.ts";
import { explain } from "./explain.ts";
import type { AddressPolicy } from "./guard/policy.ts";
import type { Resolver } from "./guard/resolve.ts";
import { systemResolver } from "./guard/system-resolver.ts";
import { UrlJudge } from "./guard/url-judge.ts";
import { LinePool } from "./line-pool.ts";
import { Post, type PostPorts } from "./post.ts";

export interface SenderOptions {
  readonly policy: AddressPolicy;
  readonly resolver?: Resolver;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Certificate authorities trusted beside the public ones, PEM. */
  readonly extraCa?: readonly string[];
  /** DNS, TCP and TLS together, in milliseconds. */
  readonly connectLimitMs?: number;
  /** How long a body may go on after its headers, in milliseconds. */
  readonly bodyGraceMs?: number;
  /** Idle sockets kept open, over all receivers. */
  readonly mostIdleSockets?: number;
}

// The status has decided the outcome; the body is only shown to people. It nearly always comes with the
// headers or a round trip later, and a second is more than the slowest round trip there is (a satellite,
// 0.6 s). A receiver that drips its body holds a slot no longer than that.
const BODY_GRACE_MS = 1_000;
const IDLE_SOCKET_MS = 30_000;
const MOST_IDLE_SOCKETS = 1_024;
const OLDEST_SOCKET_MS = 5 * 60_000;
// 16 KiB of headers can be thousands of one-letter ones. No server sends a hundred.
const RESPONSE_HEADERS = 1_000;
const CLOSE_WITHIN_MS = 5_000;

export function createSender(options: SenderOptions): HttpSender {
  return new Sender(options);
}

class Sender implements HttpSender {
  readonly #urls: UrlJudge;
  readonly #pool: LinePool;
  readonly #posts: PostPorts;
  readonly #clock: Clock;
  #inFlight = 0;
  #closing: Promise<void> | null = null;
  #drained: () => void = () => {};

  constructor(options: SenderOptions) {
    const clock = options.clock ?? systemClock;
    const timers = options.timers ?? systemTimers;
    const wheel = new DeadlineWheel({ clock, timers });
    this.#clock = clock;
    this.#urls = new UrlJudge(options.policy);
    this.#pool = new LinePool({
      policy: options.policy,
      resolver: options.resolver ?? systemResolver(),
      trust: trustContext(options.extraCa ?? []),
      clock,
      timers,
      wheel,
      connectLimitMs: options.connectLimitMs ?? LIMITS.connect_timeout_ms,
      idleMs: IDLE_SOCKET_MS,
      headerBytes: LIMITS.response_header_bytes,
      mostIdle: options.mostIdleSockets ?? MOST_IDLE_SOCKETS,
      oldestMs: OLDEST_SOCKET_MS,
    });
    this.#posts = {
      pool: this.#pool,
      wheel,
      clock,
      bodyCaps: { readBytes: LIMITS.response_read_bytes, keptBytes: LIMITS.response_kept_bytes },
      bodyGraceMs: options.bodyGraceMs ?? BODY_GRACE_MS,
      interimResponses: LIMITS.interim_responses,
      responseHeaders: RESPONSE_HEADERS,
      ended: () => {
        if (--this.#inFlight === 0) this.#drained();
      },
    };
  }

  send(request: SendRequest): Promise<Exchange> {
    const startedAt = this.#clock.monotonicMs();
    const target = this.#urls.judge(request.url);
    if (!target.ok) {
      return Promise.resolve(this.#unsent(Fault.own("guard", "BLOCKED_URL", target.detail), startedAt));
    }
    if (this.#closing !== null) return Promise.resolve(this.#unsent(Fault.own("exchange", "SENDER_CLOSED"), startedAt));
    this.#inFlight++;
    return new Promise((resolve) => {
      try {
        new Post(this.#posts, target, request, resolve);
      } catch (error) {
        const fault = error instanceof Fault ? error : new Fault("exchange", "BAD_REQUEST", { cause: error });
        resolve(this.#unsent(fault, startedAt));
        this.#posts.ended();
      }
    });
  }

  close(withinMs: number = CLOSE_WITHIN_MS): Promise<void> {
    this.#closing ??= this.#close(withinMs);
    return this.#closing;
  }

  async #close(withinMs: number): Promise<void> {
    this.#pool.closeIdle();
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        const limit = this.#posts.wheel.start(withinMs, resolve);
        this.#drained = () => {
          limit.cancel();
          resolve();
        };
      });
    }
    this.#pool.destroy(Fault.own("exchange", "SENDER_CLOSED"));
  }

  #unsent(fault: Fault, startedAt: number): Exchange {
    const outcome = classifyFailure(fault.phase, fault.faultCode);
    return {
      outcome,
      response: null,
      error: explain(fault, outcome, "the receiver"),
      remoteAddress: null,
      timings: {
        dnsMs: null,
        connectMs: null,
        tlsMs: null,
        firstByteMs: null,
        totalMs: this.#clock.monotonicMs() - startedAt,
      },
      reusedSocket: false,
      retryAfter: null,
    };
  }
}
