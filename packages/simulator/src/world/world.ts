import type { Caller } from "@callcall/engine";
import type { Store, WriteCommand } from "@callcall/store";
import { createCommitChecks } from "../check/at-commit.ts";
import { checkHistory, compareWithStore } from "../check/at-rest.ts";
import { createSendChecks } from "../check/at-send.ts";
import { FaultDeck } from "../plan/faults.ts";
import type { CallPlan, Plan } from "../plan/plan.ts";
import { forbidRealWorld } from "../runtime/guard.ts";
import { Rng } from "../runtime/rng.ts";
import { microtasks, OUTSIDE, Scheduler } from "../runtime/scheduler.ts";
import { type StoryLine, Trace } from "../runtime/trace.ts";
import { Disk } from "./disk.ts";
import { Ledger, type LedgerDelivery } from "./ledger.ts";
import type { Machine } from "./machine.ts";
import { createNetwork, type Network, type Sent } from "./network.ts";
import { createOperators, nameOf, type Operators, registrationOf } from "./operators.ts";
import { SimProcess } from "./process.ts";
import { createPublishers, EVENT_TYPES, type Publishers } from "./publishers.ts";
import { Receiver } from "./receiver.ts";
import { createSimStore, type DiskSpace } from "./sim-store.ts";

/** 2025-02-07T02:55:00Z */
const EPOCH_MS = 1_738_896_900_000;
/** How long the drain may take once everything is well: schedules, pauses and rests are all shorter. */
const DRAIN_WITHIN_MS: number = 30 * 60_000;

export interface Violation {
  /** I1 to I15, as the design numbers them. */
  readonly invariant: string;
  readonly text: string;
  readonly atMs: number;
}

export interface WorldOptions {
  /** Told of every step. */
  readonly onStep?: (line: StoryLine) => void;
  /** Stands between the engine and the store: for bugs that are planted. */
  readonly bug?: Bug;
}

/** A fault of the program, planted to see that it is found. */
export interface Bug {
  /** Above the disk: what the engine calls. */
  readonly overStore?: (store: Store, world: World) => Store;
  /** Below it: what SQLite would do. */
  readonly underStore?: (store: Store) => Store;
}

/** A whole run: machine, processes, receivers, publishers, operators. */
export class World {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly deck: FaultDeck;
  readonly violations: Violation[] = [];
  readonly accountIds: string[] = [];
  readonly ledger: Ledger;
  readonly network: Network;
  readonly publishers: Publishers;
  readonly #operators: Operators;
  readonly #plan: Plan;
  readonly #options: WorldOptions;
  readonly #disk: Disk;
  readonly #rng: Rng;
  readonly #space: DiskSpace = { fullUntilMs: 0 };
  readonly #receivers = new Map<number, Receiver>();
  readonly #machine: Machine;
  #process: SimProcess | undefined;
  #store: Store | undefined;
  #processes = 0;
  #kills = 0;
  #clockOffsetMs = 0;
  #clockSetMs = Number.NEGATIVE_INFINITY;
  /** The machine may start the next process. */
  #bootDue = true;
  #unguard: () => void = () => {};

  static async create(plan: Plan, options: WorldOptions): Promise<World> {
    return new World(plan, options, await Disk.create());
  }

  private constructor(plan: Plan, options: WorldOptions, disk: Disk) {
    this.#plan = plan;
    this.#options = options;
    this.#disk = disk;
    this.#rng = new Rng(plan.seed, "world");
    this.scheduler = new Scheduler(new Rng(plan.seed, "scheduler"));
    this.trace = new Trace(() => this.scheduler.nowMs, options.onStep);
    this.deck = new FaultDeck(plan.faults);
    const sent = new Map<string, Sent>();
    this.ledger = new Ledger(
      () => this.scheduler.nowMs,
      createCommitChecks(() => this.#machine, {
        sentOf: ({ id }, number) => sent.get(`${id}#${number}`),
        clockSetMs: () => this.#clockSetMs,
      }),
    );
    this.#machine = {
      plan,
      scheduler: this.scheduler,
      trace: this.trace,
      deck: this.deck,
      disk,
      ledger: this.ledger,
      wallMs: () => this.wallMs(),
      stepClock: (ms) => this.#stepClock(ms),
      kill: (why, logBytes) => this.#kill(why, logBytes ?? null),
      violate: (invariant, text) => this.#violate(invariant, text),
    };
    const check = createSendChecks(this.#machine, () => this.network);
    this.network = createNetwork(
      this.#machine,
      (delivery) => this.#receiverOf(delivery),
      (request) => {
        sent.set(`${request.delivery.id}#${request.number}`, request);
        check(request);
        this.#meddle(request);
      },
    );
    const running = () => (this.#process?.ready === true ? this.#process : undefined);
    const callerOf = (account: number) => this.#callerOf(account);
    this.publishers = createPublishers(this.#machine, running, callerOf, ({ eventId, deliveries }) => {
      const event = this.ledger.events.get(eventId);
      if (event === undefined) this.#violate("I1", `${eventId} was acknowledged and is not on disk`);
      else if (event.deliveries.length < deliveries) {
        this.#violate(
          "I1",
          `${eventId} was acknowledged with ${deliveries} deliveries and has ${event.deliveries.length}`,
        );
      }
    });
    this.#operators = createOperators(this.#machine, running, callerOf);
  }

  get kills(): number {
    return this.#kills;
  }

  get failed(): boolean {
    return this.violations.length > 0;
  }

  wallMs(): number {
    return Math.floor(EPOCH_MS + this.scheduler.nowMs + this.#clockOffsetMs);
  }

  /** Carry out the plan, to its end or to the first violation. */
  async run(): Promise<void> {
    const { endMs, calls, mode } = this.#plan;
    this.#unguard = forbidRealWorld();
    try {
      await this.#setUp();
      const startMs = this.scheduler.nowMs;
      for (const webhook of this.#plan.webhooks) {
        this.#receivers.set(webhook.name, new Receiver(webhook, this.#plan.seed, startMs));
      }
      for (const call of calls) this.scheduler.after(call.atMs, OUTSIDE, () => this.#perform(call));
      this.#scheduleTimedFaults();
      this.deck.begin();
      await this.#live(startMs + endMs);
      if (mode === "liveness" && !this.failed) await this.#heal();
      await this.#inspect();
    } finally {
      this.#unguard();
      await this.#store?.close();
      this.#disk.remove();
    }
  }

  /** Let events happen until then, or until there is a violation; start processes as they are due. */
  async #live(untilMs: number, done: () => boolean = () => false): Promise<void> {
    while (!this.failed && !done()) {
      if (this.#bootDue) await this.#boot();
      if (!(await this.scheduler.step(untilMs))) return;
    }
  }

  async #setUp(): Promise<void> {
    await this.#live(60_000, () => this.#process?.ready === true);
    const engine = this.#process?.engine;
    if (engine === undefined) throw new Error("Cannot set the world up as the engine did not start");
    const wait = async <Value>(work: Promise<Value>): Promise<Value> => {
      let end: (() => Value) | undefined;
      work.then(
        (value) => {
          end = () => value;
        },
        (error) => {
          end = () => {
            throw error;
          };
        },
      );
      await microtasks();
      await this.#live(600_000, () => end !== undefined);
      if (end === undefined) throw new Error("Cannot set the world up as a call was not answered");
      return end();
    };
    for (let account = 0; account < this.#plan.accounts; account++) {
      const { id } = await wait(engine.accounts.create(OPERATOR, `account ${account}`));
      this.accountIds.push(id);
      const caller = this.#callerOf(account);
      for (const name of EVENT_TYPES) {
        await wait(engine.eventTypes.create(caller, { name, description: "", validation: "warn" }));
      }
    }
    const registered = this.#plan.webhooks.map((webhook) =>
      engine.webhooks.create(this.#callerOf(webhook.account), registrationOf(webhook)),
    );
    await wait(Promise.all(registered));
  }

  async #boot(): Promise<void> {
    this.#bootDue = false;
    // The driver is loaded, and files are opened, as on any machine; the engine does not run yet.
    this.#unguard();
    const store = await this.#disk.open();
    this.#store = store;
    await compareWithStore(this.#machine, store, this.accountIds);
    this.#unguard = forbidRealWorld();
    this.#processes += 1;
    const { underStore, overStore } = this.#options.bug ?? {};
    const process = new SimProcess(this.#machine, this.#processes, (owner, rng) => {
      const real = underStore?.(store) ?? store;
      const late = (commands: readonly WriteCommand[]) => this.#writeLate(commands);
      const sim = createSimStore(real, this.#machine, owner, rng, this.#space, late);
      return { store: overStore?.(sim, this) ?? sim, sender: this.network.senderFor(owner, rng) };
    });
    this.#process = process;
    process.call(
      (engine) => engine.start(),
      (end) => {
        if (!process.alive) return;
        if (end.kind !== "ok") return this.#kill("could not start, and exits", null);
        process.ready = true;
        if (this.#processes > 1) this.trace.tell(`process ${this.#processes} is ready`);
      },
    );
    await microtasks();
  }

  #kill(why: string, logBytes: number | null): void {
    const process = this.#process;
    if (process?.alive !== true) return;
    this.#kills += 1;
    this.trace.tell(
      `process ${process.number} dies: ${why}; ${this.network.openOf(process).length} requests in flight`,
    );
    process.die();
    this.#disk.crash(logBytes);
    void this.#store?.close();
    this.#store = undefined;
    this.scheduler.after(this.#rng.int(50, 5000), OUTSIDE, () => {
      this.#bootDue = true;
    });
  }

  /** A new version is rolled out: the old process stops in good order. */
  #deploy(drainMs: number): void {
    const process = this.#process;
    if (process?.ready !== true) return;
    process.ready = false;
    this.trace.tell(`process ${process.number} stops for a deployment, drains ${drainMs} ms`);
    process.call(
      (engine) => engine.stop(drainMs),
      () => {
        if (!process.alive) return;
        this.trace.tell(`process ${process.number} has stopped`);
        process.die();
        void this.#store?.close();
        this.#store = undefined;
        this.#bootDue = true;
      },
    );
    // What a supervisor would do.
    this.scheduler.after(drainMs + 60_000, process, () => this.#kill("does not stop, and is killed", null));
  }

  /** F14: the next process has taken over, and then the settles of the one before arrive. */
  #writeLate(commands: readonly WriteCommand[]): void {
    const number = this.#processes;
    const attempt = (): void => {
      const process = this.#process;
      if (this.#store === undefined || process?.ready !== true || process.number === number) {
        this.scheduler.after(100, OUTSIDE, attempt);
        return;
      }
      const store = this.#options.bug?.underStore?.(this.#store) ?? this.#store;
      this.trace.tell(`${commands.length} settles of process ${number} arrive, after it was taken over (F14)`);
      void store.commit(commands).then((results) => this.ledger.apply(commands, results));
    };
    this.scheduler.after(this.#rng.int(1, 3000), OUTSIDE, attempt);
  }

  #perform(call: CallPlan): void {
    switch (call.kind) {
      case "publish":
        this.publishers.publish(call);
        return;
      case "deploy":
        this.#deploy(call.drainMs);
        return;
      default:
        this.#operators.operate(call);
    }
  }

  #scheduleTimedFaults(): void {
    for (const { point, atMs, ms } of this.deck.timed) {
      this.scheduler.after(atMs ?? 0, OUTSIDE, () => {
        switch (point) {
          case "K":
            if (this.#process?.alive === true) this.deck.fired("K");
            this.#kill("kill -9", null);
            return;
          case "F14b": {
            const process = this.#process;
            if (process?.alive !== true) return;
            this.deck.fired("F14b");
            process.stalledUntilMs = this.scheduler.nowMs + ms;
            this.trace.tell(`process ${process.number} stands still for ${ms} ms (F14b)`);
            return;
          }
          case "F21":
            this.deck.fired("F21");
            this.#stepClock(ms);
            return;
          case "F23":
            this.#space.fullUntilMs = this.scheduler.nowMs + ms;
            this.trace.tell(`the disk is full for ${ms} ms (F23)`);
            return;
        }
      });
    }
  }

  /** F16: somebody changes the webhook while a request to it is under way. */
  #meddle({ delivery }: Sent): void {
    const fault = this.deck.pass("F16");
    if (fault === undefined) return;
    const webhook = nameOf(this.ledger.webhook(delivery.webhookId).record.url);
    const kinds = ["disable", "rotate", "update", "delete"] as const;
    const kind = kinds[fault.ms % kinds.length] ?? "disable";
    this.trace.tell(`r${webhook} is changed with a request in flight: ${kind} (F16)`);
    const { atMs } = { atMs: 0 };
    const operation = kind === "rotate" ? { kind, atMs, webhook, overlapSeconds: 0 } : { kind, atMs, webhook };
    this.scheduler.after(1, OUTSIDE, () => this.#operators.operate(operation));
  }

  /** Faults are over, receivers well: what is owed must arrive. */
  async #heal(): Promise<void> {
    this.deck.end();
    this.#space.fullUntilMs = 0;
    for (const receiver of this.#receivers.values()) receiver.heal();
    const untilMs = this.scheduler.nowMs + DRAIN_WITHIN_MS;
    this.trace.tell(`all is well from here on: ${this.ledger.pending().length} deliveries are pending`);
    const look = (): void => {
      if (!this.#operators.enableAll() || this.ledger.pending().length > 0) this.scheduler.after(5000, OUTSIDE, look);
    };
    look();
    await this.#live(untilMs, () => this.ledger.pending().length === 0);
    const left = this.ledger.pending();
    if (left.length > 0 && !this.failed) {
      const names = left.slice(0, 3).map(({ id, state, attemptCount }) => `${id} (${state}, ${attemptCount} attempts)`);
      this.#violate(
        "I3",
        `${left.length} deliveries are still pending after ${DRAIN_WITHIN_MS / 60_000} minutes: ${names.join(", ")}`,
      );
    } else {
      this.trace.tell("the queue has drained");
    }
  }

  /** Open the files as the next process would, and look at everything. */
  async #inspect(): Promise<void> {
    if (this.#process?.alive === true) {
      this.#process.die();
      this.#disk.crash(null);
      await this.#store?.close();
    }
    this.#unguard();
    const store = await this.#disk.open();
    this.#store = store;
    await compareWithStore(this.#machine, store, this.accountIds);
    await checkHistory(this.#machine, store, this.network.sends, this.publishers.submissions, this.#kills);
    for (const { id, state, attemptCount } of this.ledger.deliveries.values()) {
      this.trace.note(`end ${id} ${state} ${attemptCount}`);
    }
  }

  #receiverOf(delivery: LedgerDelivery): Receiver {
    const receiver = this.#receivers.get(nameOf(this.ledger.webhook(delivery.webhookId).record.url));
    if (receiver === undefined) throw new Error(`Cannot find the receiver of ${delivery.id}`);
    return receiver;
  }

  #callerOf(account: number): Caller {
    return { ...OPERATOR, accountId: this.accountIds[account] ?? "" };
  }

  #stepClock(ms: number): void {
    this.#clockOffsetMs += ms;
    this.#clockSetMs = this.scheduler.nowMs;
    this.trace.tell(`the wall clock is set ${ms > 0 ? "forward" : "back"} by ${Math.abs(ms) / 1000} s (F21)`);
  }

  #violate(invariant: string, text: string): void {
    this.violations.push({ invariant, text, atMs: this.scheduler.nowMs });
    this.trace.tell(`${invariant} is broken: ${text}`);
  }
}

const OPERATOR: Caller = {
  accountId: "acct_default",
  keyId: "key_simulator",
  actorName: "Simulator",
  ip: null,
  requestId: "req_simulated",
};
