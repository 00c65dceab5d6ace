import type { Clock, Timer, Timers } from "../runtime/clock.ts";
import { RingNode } from "./ring.ts";

export interface Deadline {
  cancel(): void;
  /** Call back `ms` from now, where that is sooner. */
  hasten(ms: number): void;
}

// Deadlines are kept to this grain: late by two of them at most, never early. Finer buys nothing against limits of seconds.
const TICK_MS = 10;
// A power of two. 1,024 ticks are a round of 10 s; later deadlines stay in their slot for a further round.
const SLOTS = 1_024;

/**
 * All deadlines of a sender on one timer (a hashed timing wheel). Starting and cancelling link and
 * unlink one node; `AbortSignal.timeout` costs 14 µs, which is most of a request. The timer runs
 * only while something waits, so an idle sender wakes nothing.
 */
export class DeadlineWheel {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #slots: readonly RingNode[] = Array.from({ length: SLOTS }, () => new RingNode());
  #waiting = 0;
  /** Every slot up to and including this tick has been emptied of what was due. */
  #doneTick = 0;
  #timer: Timer | null = null;

  constructor(ports: { clock: Clock; timers: Timers }) {
    this.#clock = ports.clock;
    this.#timers = ports.timers;
  }

  /** Call back once, `ms` from now or up to two ticks later, or as soon after as the event loop is free. */
  start(ms: number, callback: () => void): Deadline {
    const now = this.#clock.monotonicMs();
    if (this.#timer === null) {
      this.#doneTick = Math.floor(now / TICK_MS);
      this.#arm();
    }
    const entry = new Entry(this, this.#tickAt(now + ms), callback);
    entry.join(this.#slotOf(entry.tick));
    this.#waiting++;
    return entry;
  }

  /** Called by the entry. */
  hasten(entry: Entry, ms: number): void {
    const tick = this.#tickAt(this.#clock.monotonicMs() + ms);
    if (tick >= entry.tick || !entry.leave()) return;
    entry.tick = tick;
    entry.join(this.#slotOf(tick));
  }

  /** Called by the entry: it waits no more. */
  forget(): void {
    this.#waiting--;
  }

  // A slot that was emptied already comes round again only in 10 s: never put anything due into it.
  #tickAt(ms: number): number {
    return Math.max(Math.ceil(ms / TICK_MS), this.#doneTick + 1);
  }

  #slotOf(tick: number): RingNode {
    return this.#slots[tick % SLOTS] as RingNode;
  }

  // Timers run before I/O. After a stall of our own an answer may lie ready in the socket: it was in time,
  // so it is read before anything is called late.
  #arm(): void {
    this.#timer = this.#timers.after(TICK_MS, () => this.#afterInput(true));
  }

  // The stall may have come between the two, with the input that was read: then there is more behind it, and it
  // is waited for once again. Once only, or a loop that is always late would never call anything.
  #afterInput(again: boolean): void {
    const askedMs = this.#clock.monotonicMs();
    this.#timers.soon(() => {
      if (again && this.#clock.monotonicMs() - askedMs > TICK_MS) this.#afterInput(false);
      else this.#turn();
    });
  }

  #turn(): void {
    const nowTick = Math.floor(this.#clock.monotonicMs() / TICK_MS);
    // After a long stall one round visits every slot.
    const first = Math.max(this.#doneTick + 1, nowTick - SLOTS + 1);
    this.#doneTick = nowTick;
    for (let tick = first; tick <= nowTick; tick++) {
      const slot = this.#slotOf(tick);
      // Callbacks start and cancel others, so take what is due off first.
      const due: Entry[] = [];
      for (let node = slot.after; node !== slot; node = node.after) {
        if (node instanceof Entry && node.tick <= nowTick) due.push(node);
      }
      for (const entry of due) entry.fire();
    }
    this.#timer = null;
    if (this.#waiting > 0) this.#arm();
  }
}

class Entry extends RingNode implements Deadline {
  tick: number;
  readonly #wheel: DeadlineWheel;
  readonly #callback: () => void;

  constructor(wheel: DeadlineWheel, tick: number, callback: () => void) {
    super();
    this.#wheel = wheel;
    this.tick = tick;
    this.#callback = callback;
  }

  cancel(): void {
    if (this.leave()) this.#wheel.forget();
  }

  hasten(ms: number): void {
    this.#wheel.hasten(this, ms);
  }

  /** Unless it was cancelled by a neighbour that fired before. */
  fire(): void {
    if (!this.leave()) return;
    this.#wheel.forget();
    this.#callback();
  }
}
