import {
  createEngine,
  createVault,
  DEFAULT_SETTINGS,
  DEVELOPMENT_POLICY,
  type Engine,
  type HttpSender,
} from "@callcall/engine";
import type { Store } from "@callcall/store";
import { Rng } from "../runtime/rng.ts";
import { OUTSIDE, type Owner } from "../runtime/scheduler.ts";
import type { Machine } from "./machine.ts";

/** What came of a call, as its caller sees it. */
export type CallEnd<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  /** An answer that says no, and nothing was done. */
  | { readonly kind: "refused"; readonly error: Error }
  /** No answer, or one that does not know: it may have been done. */
  | { readonly kind: "lost" };

const MASTER_KEY = new Uint8Array(32).fill(7);

/** One life of the server: an engine and the ports that it was given. After `kill` nothing of it moves any more. */
export class SimProcess implements Owner {
  alive = true;
  stalledUntilMs = 0;
  ready = false;
  readonly number: number;
  readonly engine: Engine;
  readonly #machine: Machine;
  readonly #rng: Rng;
  /** Calls that wait for their answer: what to tell them if the process dies. */
  readonly #lost = new Set<() => void>();

  constructor(
    machine: Machine,
    number: number,
    ports: (owner: SimProcess, rng: Rng) => { store: Store; sender: HttpSender },
  ) {
    this.#machine = machine;
    this.number = number;
    this.#rng = new Rng(machine.plan.seed, `process ${number}`);
    this.engine = this.#createEngine(ports(this, this.#rng));
  }

  /** Ask the engine for something. The answer is lost if the process dies, or if the connection breaks. */
  call<Value>(work: (engine: Engine) => Promise<Value>, done: (end: CallEnd<Value>) => void): void {
    const { scheduler } = this.#machine;
    const lose = () => void scheduler.after(0, OUTSIDE, () => done({ kind: "lost" }));
    if (!this.alive) {
      lose();
      return;
    }
    this.#lost.add(lose);
    const end = (outcome: CallEnd<Value>): void => {
      if (this.#lost.delete(lose) && this.alive) done(outcome);
    };
    // An event of its own: a process that stands still takes it up when it goes on.
    scheduler.after(0, this, () => {
      work(this.engine).then(
        (value) => end({ kind: "ok", value }),
        (error: unknown) => end(isAmbiguous(error) ? { kind: "lost" } : { kind: "refused", error: asError(error) }),
      );
    });
  }

  /** It is gone: what it had asked for never comes, and who asked it hears nothing. */
  die(): void {
    this.alive = false;
    for (const lose of this.#lost) lose();
    this.#lost.clear();
  }

  #createEngine({ store, sender }: { store: Store; sender: HttpSender }): Engine {
    const { plan, scheduler, deck, trace } = this.#machine;
    const machine = this.#machine;
    const rng = this.#rng;
    const bornMs = scheduler.nowMs - rng.fraction() * 1000;
    const random = { bytes: (length: number) => rng.bytes(length), fraction: () => rng.fraction() };
    const note = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
      if (this.alive)
        trace.note(`log ${level} ${message} ${fields["err"] instanceof Error ? fields["err"].message : ""}`);
    };
    return createEngine({
      store,
      vault: createVault(MASTER_KEY, random),
      sender,
      policy: DEVELOPMENT_POLICY,
      settings: {
        ...DEFAULT_SETTINGS,
        inFlightPerWebhook: plan.node.inFlightPerWebhook,
        inFlightPerNode: plan.node.inFlightPerNode,
        retryScheduleSeconds: plan.node.retryScheduleSeconds,
        inFlightPerAccount: plan.node.inFlightPerAccount,
        inFlightPerHost: plan.node.inFlightPerHost,
        queuedInMemory: plan.node.queuedInMemory,
        payloadsKeptMs: plan.node.payloadsKeptMs,
        ...(plan.node.eventsKeptMs === null ? {} : { eventsKeptMs: plan.node.eventsKeptMs }),
      },
      clock: { nowMs: () => machine.clock.nowMs(), monotonicMs: () => scheduler.nowMs - bornMs },
      timers: {
        // Node's shortest: a wait that rounds to nothing must not keep time from passing.
        after: (ms, callback) => scheduler.after(Math.max(1, ms) + (deck.pass("F25")?.ms ?? 0), this, callback),
        soon: (callback) => void scheduler.after(0, this, callback),
      },
      random,
      log: { info: note("info"), warn: note("warn"), error: note("error") },
      userAgent: "CallCall-Webhooks/simulated",
      observers: [({ step }) => void machine.told.set(step, (machine.told.get(step) ?? 0) + 1)],
      onFatal: (error) => {
        scheduler.after(rng.int(0, 20), this, () => machine.kill(`exits, as its disk failed: ${error.message}`));
      },
    });
  }
}

/** The vault of every process: the checkers open with it what the engine has sealed. */
export function openVault(): ReturnType<typeof createVault> {
  return createVault(MASTER_KEY, { bytes: (length) => new Uint8Array(length), fraction: () => 0 });
}

function isAmbiguous(error: unknown): boolean {
  return error instanceof Error && "reason" in error && error.reason === "ambiguous";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
