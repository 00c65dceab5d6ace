import { Client } from "undici";
import { asFault, Fault, type Phase } from "./connect/fault.ts";
import { type ConnectPorts, type OpenedSocket, openSocket } from "./connect/open-socket.ts";
import type { Deadline, DeadlineWheel } from "./deadline-wheel.ts";
import type { JudgedUrl } from "./guard/url.ts";
import { RingNode } from "./ring.ts";

export interface LineOptions extends ConnectPorts {
  readonly wheel: DeadlineWheel;
  readonly connectLimitMs: number;
  readonly idleMs: number;
  readonly headerBytes: number;
}

/** One receiver as far as sockets go. Lives while it has lines. */
export interface Origin {
  readonly name: string;
  lines: number;
  /** Newest last: the line used last is the one least likely to have been closed by the other side. */
  readonly idle: Line[];
}

/**
 * One undici client that owns at most one socket, opened once. undici's own pool hides which socket a
 * request went over, and reconnects by itself; here the address, the times and the failure of a socket
 * belong to the exchange that used it, and every new connection is a decision. While idle, a line is in its
 * pool's ring of idle ones.
 */
export class Line extends RingNode {
  readonly origin: Origin;
  readonly client: Client;
  /** How far the connection has come. */
  phase: Phase = "dns";
  opened: OpenedSocket | null = null;
  /** Exchanges begun on it, the current one included. */
  exchanges = 0;
  /** Monotonic milliseconds. */
  readonly bornAt: number;
  readonly #connecting = new AbortController();
  readonly #onGone: (line: Line) => void;
  #limit: Deadline | null = null;
  #gone = false;

  constructor(origin: Origin, target: JudgedUrl, options: LineOptions, onGone: (line: Line) => void) {
    super();
    this.origin = origin;
    this.bornAt = options.clock.monotonicMs();
    this.#onGone = onGone;
    this.client = new Client(target.origin, {
      connect: (_, callback) => {
        this.#open(target, options).then(
          (opened) => callback(null, opened.socket),
          (error: Fault) => callback(error, null),
        );
      },
      maxHeaderSize: options.headerBytes,
      // undici's timers are coarse and do not bound an attempt (a byte now and then, or interim responses,
      // keep them from firing): the deadline wheel does. Without them an exchange is a few µs cheaper.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: options.idleMs,
      // A receiver's `Keep-Alive: timeout=…` may shorten that, never stretch it.
      keepAliveMaxTimeout: options.idleMs,
    });
    this.client.on("disconnect", (_origin, _clients, error) => this.destroy(error));
    this.client.on("connectionError", (_origin, _clients, error) => this.destroy(error));
  }

  get reused(): boolean {
    return this.exchanges > 1;
  }

  /**
   * May it serve one more exchange? Not while a body is still leaving: a receiver that answered early and
   * reads on would take the rest of that body, which a publisher wrote, for the next request.
   */
  get usable(): boolean {
    const socket = this.opened?.socket;
    return !this.#gone && socket !== undefined && !socket.destroyed && socket.writableLength === 0;
  }

  /** End the socket, or the attempt to open it, at once. What runs on it fails with `reason`. */
  destroy(reason: Error): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#limit?.cancel();
    this.#connecting.abort(reason);
    this.client.destroy(reason, () => {});
    this.#onGone(this);
  }

  async #open(target: JudgedUrl, options: LineOptions): Promise<OpenedSocket> {
    this.#limit = options.wheel.start(options.connectLimitMs, () => {
      this.#connecting.abort(Fault.own(this.phase, "CONNECT_LIMIT"));
    });
    try {
      this.opened = await openSocket(target, options, this.#connecting.signal, (phase) => {
        this.phase = phase;
      });
      this.phase = "exchange";
      return this.opened;
    } catch (error) {
      throw asFault(this.phase, error);
    } finally {
      this.#limit.cancel();
    }
  }
}
