import type { Dispatcher } from "undici";
import type { Clock } from "../runtime/clock.ts";
import { classifyFailure, classifyStatus } from "./classify.ts";
import { asFault, Fault } from "./connect/fault.ts";
import type { Deadline, DeadlineWheel } from "./deadline-wheel.ts";
import type { Exchange, ReceivedResponse, SendRequest } from "./exchange.ts";
import { explain } from "./explain.ts";
import type { JudgedUrl } from "./guard/url.ts";
import type { Line } from "./line.ts";
import type { LinePool } from "./line-pool.ts";
import { isReservedHeader } from "./reserved-headers.ts";
import { type BodyCaps, ResponseBody } from "./response-body.ts";

export interface PostPorts {
  readonly pool: LinePool;
  readonly wheel: DeadlineWheel;
  readonly clock: Clock;
  readonly bodyCaps: BodyCaps;
  readonly bodyGraceMs: number;
  readonly interimResponses: number;
  readonly responseHeaders: number;
  /** A post is over: called once for each, after it has resolved. */
  readonly ended: () => void;
}

const RETRY_AFTER = "retry-after";

// A kept-alive socket that the receiver closed just as we wrote shows it within a round trip. One that
// dies later died of this request, and that is a failure like any other.
const REUSE_RACE_MS = 1_000;

/**
 * One POST under way: undici's handler, and everything that can end it. Exactly one of the ways calls
 * `resolve`, once. The outcome is decided when the final response headers are here in time; what the body
 * does afterwards can no longer change it, for a retry would only deliver twice.
 *
 * It has the methods that undici calls by itself. For those of its newer interface (`onRequestStart`, …) undici puts
 * a second handler before it, which reads all headers into an object for each response: 3 µs of the 30 that a POST takes.
 */
export class Post implements Dispatcher.DispatchHandler {
  readonly #ports: PostPorts;
  readonly #target: JudgedUrl;
  readonly #request: Dispatcher.DispatchOptions;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #startedAt: number;
  readonly #deadline: Deadline;
  #line: Line;
  #resent = false;
  #writtenAt: number | null = null;
  #firstByteAt: number | null = null;
  #interim = 0;
  #status: number | null = null;
  #headers: (readonly [string, string])[] = [];
  #body: ResponseBody | null = null;
  #done = false;

  /** @throws Fault where there is a header that only the sender may write */
  constructor(ports: PostPorts, target: JudgedUrl, send: SendRequest, resolve: (exchange: Exchange) => void) {
    this.#ports = ports;
    this.#target = target;
    this.#request = { method: "POST", path: target.path, headers: flat(send.headers), body: send.body };
    this.#resolve = resolve;
    this.#startedAt = ports.clock.monotonicMs();
    this.#line = ports.pool.take(target);
    this.#deadline = ports.wheel.start(send.deadlineMs, () => this.#timeUp());
    this.#dispatch();
  }

  #dispatch(): void {
    this.#line.exchanges++;
    this.#line.client.dispatch(this.#request, this);
  }

  onConnect(): void {
    this.#writtenAt = this.#ports.clock.monotonicMs();
  }

  onResponseStarted(): void {
    this.#firstByteAt ??= this.#ports.clock.monotonicMs();
  }

  onHeaders(status: number, raw: Buffer[]): boolean {
    if (this.#done) return true;
    if (status < 100) {
      this.#fail(Fault.own("exchange", "BAD_STATUS"));
    } else if (status < 200) {
      // An interim response is progress to every timer of a client: only counting ends a stream of them.
      if (++this.#interim > this.#ports.interimResponses) this.#fail(Fault.own("exchange", "TOO_MANY_INTERIM"));
    } else if (raw.length > 2 * this.#ports.responseHeaders) {
      this.#fail(Fault.own("exchange", "TOO_MANY_HEADERS"));
    } else {
      this.#accept(status, raw);
    }
    return true;
  }

  #accept(status: number, raw: readonly Buffer[]): void {
    for (let index = 0; index + 1 < raw.length; index += 2) {
      this.#headers.push([latin1(raw[index]), latin1(raw[index + 1])]);
    }
    this.#status = status;
    this.#deadline.hasten(this.#ports.bodyGraceMs);
  }

  onData(chunk: Buffer): boolean {
    if (this.#done) return true;
    this.#body ??= new ResponseBody(this.#ports.bodyCaps);
    if (!this.#body.push(chunk)) this.#answered("cut");
    return true;
  }

  onComplete(): void {
    if (!this.#done) this.#answered("complete");
  }

  onError(error: Error): void {
    if (this.#done) return;
    if (this.#status !== null) {
      this.#answered("broken");
      return;
    }
    const fault = this.#named(asFault("exchange", error));
    if (this.#mayResend(fault)) this.#resend(fault);
    else this.#fail(fault);
  }

  #resend(fault: Fault): void {
    this.#line.destroy(fault);
    this.#resent = true;
    this.#writtenAt = null;
    this.#line = this.#ports.pool.open(this.#target);
    this.#dispatch();
  }

  /** The deadline, or the grace for a body after its headers. */
  #timeUp(): void {
    if (this.#status !== null) this.#answered("broken");
    else this.#fail(Fault.own(this.#line.phase, "DEADLINE"));
  }

  /**
   * May this be sent again within the same attempt, on a fresh socket? Only when a reused one turned out
   * dead: before we wrote, or as we wrote. In the second case the receiver may have seen the request; the
   * same `webhook-id` covers that.
   */
  #mayResend(fault: Fault): boolean {
    if (!this.#line.reused || this.#resent || this.#firstByteAt !== null) return false;
    const outcome = classifyFailure(fault.phase, fault.faultCode);
    if (outcome === "local_fault") return false;
    if (this.#writtenAt === null) return true;
    const hungUp = outcome === "connection_reset" || outcome === "connection_closed";
    return hungUp && this.#ports.clock.monotonicMs() - this.#writtenAt < REUSE_RACE_MS;
  }

  /** A hang-up right after a request for a client certificate is a refusal of ours. */
  #named(fault: Fault): Fault {
    const refused = this.#line.opened?.wantsClientCertificate && !this.#line.reused && this.#firstByteAt === null;
    const hungUp = fault.faultCode === "UND_ERR_SOCKET" || fault.faultCode === "ECONNRESET";
    return refused && hungUp ? new Fault("exchange", "CLIENT_CERTIFICATE_WANTED", { cause: fault }) : fault;
  }

  #fail(fault: Fault): void {
    const outcome = classifyFailure(fault.phase, fault.faultCode);
    this.#finish(outcome, null, explain(fault, outcome, this.#target.host), null);
    this.#line.destroy(fault);
  }

  /** Final headers came in time: `complete` body, `cut` by our cap, or `broken` off. */
  #answered(body: "complete" | "cut" | "broken"): void {
    const status = this.#status ?? 0;
    const response: ReceivedResponse = {
      status,
      headers: this.#headers,
      body: this.#body?.kept() ?? NOTHING,
      bodyBytes: this.#body?.bytes ?? 0,
      bodyTruncated: this.#body?.truncated ?? false,
      bodyIncomplete: body === "broken",
    };
    this.#finish(classifyStatus(status), response, null, retryAfterOf(this.#headers));
    if (body === "complete") this.#ports.pool.release(this.#line);
    else this.#line.destroy(Fault.own("exchange", "DEADLINE"));
  }

  #finish(
    outcome: Exchange["outcome"],
    response: ReceivedResponse | null,
    error: string | null,
    retryAfter: string | null,
  ): void {
    this.#done = true;
    this.#deadline.cancel();
    const { opened, reused } = this.#line;
    const fresh = reused ? null : opened;
    this.#resolve({
      outcome,
      response,
      error,
      remoteAddress: opened?.remoteAddress ?? null,
      timings: {
        dnsMs: fresh?.dnsMs ?? null,
        connectMs: fresh?.connectMs ?? null,
        tlsMs: fresh?.tlsMs ?? null,
        firstByteMs: this.#firstByteAt === null ? null : this.#firstByteAt - this.#startedAt,
        totalMs: this.#ports.clock.monotonicMs() - this.#startedAt,
      },
      reusedSocket: reused,
      retryAfter,
    });
    this.#ports.ended();
  }
}

const NOTHING = new Uint8Array(0);

/** As undici takes them. (`Array.prototype.flat` is ten times slower.) */
function flat(headers: SendRequest["headers"]): string[] {
  const names: string[] = [];
  for (const [name, value] of headers) {
    if (isReservedHeader(name)) throw Fault.own("exchange", "BAD_REQUEST", `The header "${name}" is the sender's own`);
    names.push(name, value);
  }
  return names;
}

function retryAfterOf(headers: ReceivedResponse["headers"]): string | null {
  for (const [name, value] of headers) {
    if (name.length === RETRY_AFTER.length && name.toLowerCase() === RETRY_AFTER) return value;
  }
  return null;
}

function latin1(bytes: Buffer | undefined): string {
  return bytes === undefined ? "" : bytes.toString("latin1");
}
