import type { Store, WriteCommand } from "@callcall/store";
import { Rng } from "../runtime/rng.ts";
import { OUTSIDE } from "../runtime/scheduler.ts";
import type { PlantedPorts } from "./bug.ts";
import type { Machine } from "./machine.ts";
import type { Network } from "./network.ts";
import { SimProcess } from "./process.ts";
import { createSimStore, type DiskSpace } from "./sim-store.ts";

/** What a supervisor waits for beyond the drain before it kills. */
const STOP_GRACE_MS = 60_000;

/** Where processes live: one at a time, each on what the one before has left on the disk. */
export class Host {
  readonly #machine: Machine;
  readonly #network: Network;
  readonly #planted: PlantedPorts;
  readonly #rng: Rng;
  readonly #space: DiskSpace = { fullUntilMs: 0 };
  #process: SimProcess | undefined;
  #store: Store | undefined;
  #processes = 0;
  #bootDue = true;
  kills = 0;
  /** Processes that stopped in good order. */
  stops = 0;

  constructor(machine: Machine, network: Network, planted: PlantedPorts) {
    this.#machine = machine;
    this.#network = network;
    this.#planted = planted;
    this.#rng = new Rng(machine.plan.seed, "host");
  }

  /** The process that takes calls; undefined while there is none. */
  get running(): SimProcess | undefined {
    return this.#process?.ready === true ? this.#process : undefined;
  }

  /** The next process is to be started, by `open` and `boot`. */
  get bootDue(): boolean {
    return this.#bootDue;
  }

  /** Open the files: outside of virtual time, as the driver is loaded by the host's own event loop. */
  async open(): Promise<Store> {
    this.#bootDue = false;
    this.#store = await this.#machine.disk.open();
    return this.#store;
  }

  /** Start a process on a store. */
  boot(store: Store): void {
    this.#processes += 1;
    const number = this.#processes;
    const { sender: wrapSender, engineStore } = this.#planted;
    const process = new SimProcess(this.#machine, number, (owner, rng) => {
      const sim = createSimStore(this.#carryingOut(store), this.#machine, owner, rng, this.#space, (commands) =>
        this.#writeLate(commands),
      );
      const sender = this.#network.senderFor(owner, rng);
      return { store: engineStore?.(sim) ?? sim, sender: wrapSender?.(sender) ?? sender };
    });
    this.#process = process;
    process.call(
      (engine) => engine.start(),
      (end) => {
        if (!process.alive) return;
        if (end.kind !== "ok") return this.kill("could not start, and exits");
        process.ready = true;
        if (number > 1) this.#machine.trace.tell(`process ${number} is ready`);
      },
    );
  }

  kill(why: string, logBytes?: number): void {
    const process = this.#process;
    if (process?.alive !== true) return;
    const { trace, scheduler, disk } = this.#machine;
    const open = this.#network.openOf(process).length;
    this.kills += 1;
    trace.tell(`process ${process.number} dies: ${why}${open > 0 ? `; ${open} requests were in flight` : ""}`);
    process.die();
    this.#machine.ledger.crossed();
    disk.crash(logBytes ?? null);
    void this.close();
    scheduler.after(this.#rng.int(50, 5000), OUTSIDE, () => {
      this.#bootDue = true;
    });
  }

  /** It stands still and goes on: SIGSTOP, a swapped-out machine, a long pause of the collector. */
  stall(ms: number): boolean {
    const process = this.#process;
    if (process?.alive !== true) return false;
    process.stalledUntilMs = this.#machine.scheduler.nowMs + ms;
    this.#machine.trace.tell(`process ${process.number} stands still for ${ms / 1000} s (F14b)`);
    return true;
  }

  /** The disk is full for so long; 0: it is free. */
  fill(ms: number): void {
    this.#space.fullUntilMs = this.#machine.scheduler.nowMs + ms;
  }

  /** A new version is rolled out: the old process stops in good order, the next one starts. */
  deploy(drainMs: number): void {
    const process = this.running;
    if (process === undefined) return;
    const { trace, scheduler } = this.#machine;
    process.ready = false;
    trace.tell(`process ${process.number} is asked to stop, and has ${drainMs / 1000} s to drain`);
    process.call(
      (engine) => engine.stop(drainMs),
      () => {
        if (!process.alive) return;
        this.stops += 1;
        trace.tell(`process ${process.number} has stopped in good order`);
        process.die();
        this.#machine.ledger.crossed();
        void this.close();
        this.#bootDue = true;
      },
    );
    scheduler.after(drainMs + STOP_GRACE_MS, process, () => this.kill("does not stop, and is killed"));
  }

  /** The end: what runs is gone, and nothing is started any more. */
  async shutDown(): Promise<void> {
    if (this.#process?.alive === true) {
      this.#process.die();
      this.#machine.disk.crash(null);
    }
    await this.close();
  }

  async close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }

  #carryingOut(store: Store): Store {
    return this.#planted.realStore?.(store, this.#machine.disk) ?? store;
  }

  /** F14: the next process has taken over, and then the writes of the one before arrive. */
  #writeLate(commands: readonly WriteCommand[]): void {
    const { scheduler, trace, ledger } = this.#machine;
    const number = this.#processes;
    const attempt = (): void => {
      if (this.#store === undefined || this.running === undefined || this.#processes === number) {
        scheduler.after(100, OUTSIDE, attempt);
        return;
      }
      trace.tell(`${commands.length} writes of process ${number} arrive after it was taken over (F14)`);
      void this.#carryingOut(this.#store)
        .commit(commands)
        .then((results) => ledger.apply(commands, results));
    };
    scheduler.after(this.#rng.int(1, 3000), OUTSIDE, attempt);
  }
}
