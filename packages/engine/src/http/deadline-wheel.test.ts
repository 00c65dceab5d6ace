import fc from "fast-check";
import { expect, test } from "vitest";
import type { Clock, Timers } from "../runtime/clock.ts";
import { DeadlineWheel } from "./deadline-wheel.ts";

/** Time that stands still until told. */
class ManualTime implements Clock, Timers {
  now = 12_345.6;
  #pending: { at: number; callback: () => void }[] = [];

  nowMs(): number {
    return Math.floor(this.now);
  }
  monotonicMs(): number {
    return this.now;
  }
  after(ms: number, callback: () => void): { cancel(): void } {
    const timer = { at: this.now + ms, callback };
    this.#pending.push(timer);
    return { cancel: () => this.#drop(timer) };
  }
  /** What happens to be read from the sockets before the next callback of `soon`. */
  readonly input: (() => void)[] = [];
  soon(callback: () => void): void {
    this.input.shift()?.();
    callback();
  }
  get armed(): number {
    return this.#pending.length;
  }
  /** Let time pass, timers firing on time. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.now = next.at;
      this.#drop(next);
      next.callback();
    }
    this.now = end;
  }
  /** Let time pass in one go, as when the event loop was blocked. */
  stall(ms: number): void {
    this.now += ms;
    for (const timer of this.#pending.splice(0)) timer.callback();
  }
  #next(end: number): { at: number; callback: () => void } | undefined {
    return this.#pending.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
  #drop(timer: { at: number; callback: () => void }): void {
    this.#pending = this.#pending.filter((other) => other !== timer);
  }
}

function setUp(): { time: ManualTime; wheel: DeadlineWheel } {
  const time = new ManualTime();
  return { time, wheel: new DeadlineWheel({ clock: time, timers: time }) };
}

test("fires once, never early and at most a tick or two late", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 35_000, noNaN: true }), { maxLength: 20 }), (delays) => {
      const { time, wheel } = setUp();
      const started = time.now;
      const fired = new Map<number, number>();
      delays.forEach((delay, index) => {
        wheel.start(delay, () => {
          expect(fired.has(index)).toBe(false);
          fired.set(index, time.now - started);
        });
      });
      time.pass(36_000);
      delays.forEach((delay, index) => {
        expect(fired.get(index)).toBeGreaterThanOrEqual(delay);
        expect(fired.get(index)).toBeLessThanOrEqual(delay + 21);
      });
      expect(time.armed).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test("a cancelled deadline never fires, and cancelling twice is harmless", () => {
  const { time, wheel } = setUp();
  const deadline = wheel.start(50, () => expect.unreachable());
  deadline.cancel();
  deadline.cancel();
  time.pass(1_000);
  expect(time.armed).toBe(0);
});

test("one timer for all, none while nothing waits", () => {
  const { time, wheel } = setUp();
  expect(time.armed).toBe(0);
  for (let index = 0; index < 100; index++) wheel.start(100 + index, () => {});
  expect(time.armed).toBe(1);
  time.pass(500);
  expect(time.armed).toBe(0);
});

test("after a stall longer than a round everything due fires, and nothing else", () => {
  const { time, wheel } = setUp();
  const fired: number[] = [];
  for (const delay of [5, 9_000, 11_000, 24_000, 26_000]) wheel.start(delay, () => fired.push(delay));
  time.stall(25_000);
  expect(fired.toSorted((a, b) => a - b)).toEqual([5, 9_000, 11_000, 24_000]);
  time.pass(2_000);
  expect(fired).toContain(26_000);
});

test("callbacks may start others, and cancel those due with them", () => {
  const { time, wheel } = setUp();
  const fired: string[] = [];
  wheel.start(10, () => {
    fired.push("first");
    neighbour.cancel();
    wheel.start(0, () => fired.push("started within"));
  });
  const neighbour = wheel.start(10, () => expect.unreachable());
  time.pass(100);
  expect(fired).toEqual(["first", "started within"]);
  expect(time.armed).toBe(0);
});

test("what lies behind a stall is read before anything is called late, and only once more", () => {
  const time = new ManualTime();
  const wheel = new DeadlineWheel({ clock: time, timers: time });
  const seen: string[] = [];
  const stall = (name: string) => (): void => {
    seen.push(name);
    time.now += 400;
  };
  time.input.push(stall("first"), stall("second"), stall("third"));
  wheel.start(100, () => seen.push("deadline"));
  time.pass(10);
  expect(seen).toEqual(["first", "second", "deadline"]);
});
