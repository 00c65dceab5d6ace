import type { Caller } from "@callcall/engine";
import { createCommitChecks } from "../check/at-commit.ts";
import { checkHistory, compareWithStore } from "../check/at-rest.ts";
import { createSendChecks } from "../check/at-send.ts";
import { createFairnessCheck } from "../check/fairness.ts";
import { watchPromptness } from "../check/promptness.ts";
import { checkSwept, sweptWithinMs } from "../check/retention.ts";
import { FaultDeck } from "../plan/faults.ts";
import type { CallPlan, Plan } from "../plan/plan.ts";
import { forbidRealWorld } from "../runtime/guard.ts";
import { Rng } from "../runtime/rng.ts";
import { microtasks, OUTSIDE, Scheduler } from "../runtime/scheduler.ts";
import { type StoryLine, Trace } from "../runtime/trace.ts";
import type { Bug } from "./bug.ts";
import { Disk } from "./disk.ts";
import { Host } from "./host.ts";
import { Ledger } from "./ledger.ts";
import type { LedgerDelivery } from "./ledger-entries.ts";
import type { Machine } from "./machine.ts";
import { meddle, scheduleMischief } from "./mischief.ts";
import { createNetwork, type Network, type Sent } from "./network.ts";
import { createOperators, nameOf, type Operators, registrationOf } from "./operators.ts";
import { type Acknowledgement, createPublishers, EVENT_TYPES, type Publishers } from "./publishers.ts";
import { Receiver } from "./receiver.ts";
import { WallClock } from "./wall-clock.ts";

/** How long the drain may take once everything is well: schedules, pauses and rests are all shorter. */
const DRAIN_WITHIN_MS = 30 * 60_000;

export interface Violation {
  /** I1 to I15, as the design numbers them. */
  readonly invariant: string;
  readonly text: string;
  /** Virtual milliseconds. */
  readonly atMs: number;
}

export interface WorldOptions {
  /** Told of every step. */
  readonly onStep?: (line: StoryLine) => void;
  readonly bug?: Bug;
}

/** A whole run: machine, processes, receivers, publishers, operators. */
export class World {
  readonly machine: Machine;
  readonly network: Network;
  readonly host: Host;
  readonly publishers: Publishers;
  readonly violations: Violation[] = [];
  readonly #operators: Operators;
  readonly #accountIds: string[] = [];
  readonly #receivers = new Map<number, Receiver>();
  #unguard: () => void = () => {};

  static async create(plan: Plan, options: WorldOptions): Promise<World> {
    return new World(plan, options, await Disk.create());
  }

  private constructor(plan: Plan, { onStep, bug }: WorldOptions, disk: Disk) {
    const scheduler = new Scheduler(new Rng(plan.seed, "scheduler"));
    const clock = new WallClock(scheduler);
    const sent = new Map<string, Sent>();
    const machine: Machine = {
      plan,
      scheduler,
      clock,
      disk,
      trace: new Trace(() => scheduler.nowMs, onStep),
      deck: new FaultDeck(plan.faults),
      ledger: new Ledger(
        createCommitChecks(
          () => machine,
          ({ id }, number) => sent.get(`${id}#${number}`),
        ),
        () => scheduler.nowMs,
      ),
      told: new Map(),
      kill: (why, logBytes) => this.host.kill(why, logBytes),
      violate: (invariant, text) => this.#violate(invariant, text),
    };
    this.machine = machine;
    const check = createSendChecks(machine, () => this.network);
    const checkShares = createFairnessCheck(
      machine,
      () => this.network,
      ({ record }) => this.#receivers.get(nameOf(record.url))?.mood(scheduler.nowMs) === "healthy",
    );
    this.network = createNetwork(
      machine,
      (delivery) => this.#receiverOf(delivery),
      (request) => {
        sent.set(`${request.delivery.id}#${request.number}`, request);
        check(request);
        checkShares(request);
        meddle(machine, this.#operators, request);
      },
    );
    this.host = new Host(machine, this.network, bug?.plant(machine) ?? {});
    const running = () => this.host.running;
    const callerOf = (account: number) => this.#callerOf(account);
    this.publishers = createPublishers(machine, running, callerOf, (ack) => this.#checkAcknowledged(ack));
    this.#operators = createOperators(machine, running, callerOf);
  }

  /** Carry out the plan, to its end or to the first violation. */
  async run(): Promise<void> {
    const { plan, scheduler, deck, disk } = this.machine;
    this.#unguard = forbidRealWorld();
    try {
      await this.#setUp();
      const startMs = scheduler.nowMs;
      for (const webhook of plan.webhooks) {
        this.#receivers.set(webhook.name, new Receiver(webhook, plan.seed, startMs));
      }
      for (const call of plan.calls) scheduler.after(call.atMs, OUTSIDE, () => this.#perform(call));
      scheduleMischief(this.machine, this.host);
      watchPromptness(this.machine, this.network, () => this.host.running);
      deck.begin();
      await this.#live(startMs + plan.endMs);
      if (plan.mode === "liveness" && !this.#failed) await this.#heal();
      await this.#inspect();
    } finally {
      this.#unguard();
      await this.host.close();
      disk.remove();
    }
  }

  get #failed(): boolean {
    return this.violations.length > 0;
  }

  /** Let events happen until then, or until there is a violation; start processes as they are due. */
  async #live(untilMs: number, done: () => boolean = () => false): Promise<void> {
    while (!this.#failed && !done()) {
      if (this.host.bootDue) await this.#boot();
      if (!(await this.machine.scheduler.step(untilMs))) return;
    }
  }

  async #boot(): Promise<void> {
    this.#unguard();
    const store = await this.host.open();
    await compareWithStore(this.machine, store, this.#accountIds);
    this.#unguard = forbidRealWorld();
    this.host.boot(store);
  }

  /** Accounts, event types and webhooks, before anything fails. */
  async #setUp(): Promise<void> {
    const { plan } = this.machine;
    await this.#live(60_000, () => this.host.running !== undefined);
    const engine = this.host.running?.engine;
    if (engine === undefined) throw new Error("Cannot set the world up as the engine did not start");
    for (let account = 0; account < plan.accounts; account++) {
      const { id } = await this.#wait(engine.accounts.create(OPERATOR, `account ${account}`));
      this.#accountIds.push(id);
      const caller = this.#callerOf(account);
      for (const name of EVENT_TYPES) {
        await this.#wait(engine.eventTypes.create(caller, { name, description: "", validation: "warn" }));
      }
    }
    const registered = plan.webhooks.map((webhook) =>
      engine.webhooks.create(this.#callerOf(webhook.account), registrationOf(webhook)),
    );
    await this.#wait(Promise.all(registered));
  }

  /** Let virtual time pass until a call is answered. */
  async #wait<Value>(work: Promise<Value>): Promise<Value> {
    let over = false;
    const note = (): void => {
      over = true;
    };
    work.then(note, note);
    await microtasks();
    await this.#live(600_000, () => over);
    if (!over) throw new Error("Cannot set the world up as a call was not answered");
    return work;
  }

  #perform(call: CallPlan): void {
    switch (call.kind) {
      case "publish":
        this.publishers.publish(call);
        return;
      case "deploy":
        this.host.deploy(call.drainMs);
        return;
      default:
        this.#operators.operate(call);
    }
  }

  /** Faults are over, receivers well: what is owed must arrive. */
  async #heal(): Promise<void> {
    const { deck, scheduler, trace, ledger } = this.machine;
    deck.end();
    this.host.fill(0);
    for (const receiver of this.#receivers.values()) receiver.heal();
    trace.tell(`all is well from here on: ${ledger.pending().length} deliveries are pending`);
    const look = (): void => {
      if (!this.#operators.enableAll() || ledger.pending().length > 0) scheduler.after(5000, OUTSIDE, look);
    };
    look();
    const running = (): number => [...ledger.jobs.values()].filter(({ status }) => status === "running").length;
    await this.#live(scheduler.nowMs + DRAIN_WITHIN_MS, () => ledger.pending().length === 0 && running() === 0);
    const left = ledger.pending();
    if (running() > 0) this.#violate("I3", `${running()} replay jobs are still at work`);
    if (left.length === 0) {
      trace.tell("the queue has drained");
      await this.#sweep();
    } else if (!this.#failed) {
      const names = left.slice(0, 3).map(({ id, state, attemptCount }) => `${id} (${state}, ${attemptCount} attempts)`);
      const minutes = DRAIN_WITHIN_MS / 60_000;
      this.#violate("I3", `${left.length} deliveries are still pending after ${minutes} minutes: ${names.join(", ")}`);
    }
  }

  /** What has had its time is removed by a node that is left in peace. */
  async #sweep(): Promise<void> {
    const { machine } = this;
    const withinMs = sweptWithinMs(machine);
    if (withinMs === null || this.#failed) return;
    await this.#live(machine.scheduler.nowMs + withinMs);
    checkSwept(machine, withinMs);
  }

  /** Open the files as the next process would, and look at everything. */
  async #inspect(): Promise<void> {
    const { machine, network, publishers, host } = this;
    await host.shutDown();
    this.#unguard();
    const store = await host.open();
    await compareWithStore(machine, store, this.#accountIds);
    await checkHistory(machine, store, network.sends, publishers.submissions, host.kills + host.stops);
    for (const { id, state, attemptCount } of machine.ledger.deliveries.values()) {
      machine.trace.note(`end ${id} ${state} ${attemptCount}`);
    }
  }

  #receiverOf(delivery: LedgerDelivery): Receiver {
    const receiver = this.#receivers.get(nameOf(this.machine.ledger.webhook(delivery.webhookId).record.url));
    if (receiver === undefined) throw new Error(`Cannot find the receiver of ${delivery.id}`);
    return receiver;
  }

  #callerOf(account: number): Caller {
    return { ...OPERATOR, accountId: this.#accountIds[account] ?? "" };
  }

  /** A 202 means: on disk, with everything that it owes. */
  #checkAcknowledged({ eventId, deliveries }: Acknowledgement): void {
    const { ledger } = this.machine;
    // What was removed in the end keeps the answer that it was given.
    if (ledger.swept.has(eventId)) return;
    const stored = ledger.events.get(eventId)?.deliveries.length;
    if (stored === undefined) this.#violate("I1", `${eventId} was acknowledged and is not on disk`);
    else if (stored < deliveries) {
      this.#violate("I1", `${eventId} was acknowledged with ${deliveries} deliveries and has ${stored}`);
    }
  }

  #violate(invariant: string, text: string): void {
    const { scheduler, trace } = this.machine;
    this.violations.push({ invariant, text, atMs: scheduler.nowMs });
    trace.tell(`${invariant} is broken: ${text}`);
  }
}

const OPERATOR: Caller = {
  accountId: "acct_default",
  keyId: "key_simulator",
  actorName: "Simulator",
  ip: null,
  requestId: "req_simulated",
};
