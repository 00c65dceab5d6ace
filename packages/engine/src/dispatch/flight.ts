import type { DisabledReason, WebhookRecord } from "@callcall/store";
import type { Decision } from "../domain/decide.ts";
import type { Exchange } from "../http/index.ts";
import { announceBreaker } from "./announce-breaker.ts";
import type { Target } from "./attempt.ts";
import type { LaneState } from "./lane-state.ts";
import { restForStore } from "./lane-store.ts";
import type { OverdueWatch } from "./overdue-watch.ts";
import type { AttemptPorts } from "./ports.ts";
import type { Slots, TakenSeat } from "./slots.ts";
import { tellBreaker } from "./tell.ts";

type Seat = TakenSeat<LaneState>;

/** What a flight needs of its dispatcher. */
export interface Tower {
  readonly ports: AttemptPorts;
  readonly slots: Slots<LaneState>;
  readonly overdue: OverdueWatch<Seat>;
  /** Give a slot back, and let others use it. */
  vacate(seat: Seat): void;
}

/** An attempt under way, as its lane and the pools see it: it has a slot until its settle is handed to the writer. */
export class Flight implements Target {
  readonly #seat: Seat;
  readonly #tower: Tower;
  #seated = true;

  constructor(seat: Seat, tower: Tower) {
    this.#seat = seat;
    this.#tower = tower;
  }

  get webhook(): WebhookRecord {
    return this.#seat.owner.lane.webhook;
  }

  get host(): string {
    return this.#seat.places.host.key;
  }

  departed(): void {
    this.#tower.overdue.add(this.#seat);
  }

  learn(decision: Decision, exchange: Exchange): void {
    const { ports, slots, overdue } = this.#tower;
    const { lane } = this.#seat.owner;
    overdue.remove(this.#seat);
    lane.learn(decision);
    if (!decision.charged) return;
    const { breaker } = lane;
    const steadyMs = ports.clock.monotonicMs();
    const prompt = lane.answered({
      failed: exchange.outcome !== "delivered",
      tookMs: exchange.timings.totalMs,
      steadyMs,
      random: ports.random.fraction(),
    });
    if (prompt) slots.prompt(this.#seat);
    if (lane.breaker === breaker) return;
    tellBreaker(lane, breaker, steadyMs, ports);
    announceBreaker(lane, breaker.kind, ports);
  }

  confirm(disable: DisabledReason): void {
    this.#seat.owner.lane.confirm(disable);
  }

  landed(): void {
    // A FIFO lane's next delivery waits until this one's end is on disk.
    if (!this.#seat.owner.lane.fifo) this.leaveSeat();
  }

  stalled(): void {
    // The slot is free already; what would be sent in it could not be recorded either.
    restForStore(this.#seat.owner.lane, this.#tower.ports.clock.monotonicMs());
  }

  leaveSeat(): void {
    if (!this.#seated) return;
    this.#seated = false;
    this.#tower.vacate(this.#seat);
  }
}
