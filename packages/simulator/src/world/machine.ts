import type { StepName } from "@callcall/engine";
import type { FaultDeck } from "../plan/faults.ts";
import type { Plan } from "../plan/plan.ts";
import type { Scheduler } from "../runtime/scheduler.ts";
import type { Trace } from "../runtime/trace.ts";
import type { Disk } from "./disk.ts";
import type { Ledger } from "./ledger.ts";
import type { WallClock } from "./wall-clock.ts";

/** What the parts of a world share. */
export interface Machine {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly clock: WallClock;
  readonly trace: Trace;
  readonly deck: FaultDeck;
  readonly disk: Disk;
  readonly ledger: Ledger;
  /** How often the engine told of each of its steps. */
  readonly told: Map<StepName, number>;
  /** The process is dead from this instant on. `logBytes`: what is left of the database's log. */
  kill(why: string, logBytes?: number): void;
  /** Something is true that must never be. */
  violate(invariant: string, text: string): void;
}
