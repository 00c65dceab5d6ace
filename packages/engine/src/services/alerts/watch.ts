import type { StreamEntry } from "@callcall/contract";
import type { Position, ReadStore } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import type { Clock, Timer, Timers } from "../../runtime/clock.ts";
import type { Log } from "../../runtime/log.ts";
import type { AlertDesk } from "./desk.ts";

export interface WatchPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly desk: AlertDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Looks at the accounts where something happens, waits or is open, every 15 seconds. */
export interface AlertWatch {
  /** Something happened; never throws, never waits. */
  saw(accountId: string, entry: StreamEntry): void;
  /** Has work from before this process. */
  watch(accountId: string): void;
  /** Look within a second. */
  hasten(accountId: string): void;
  start(): Promise<void>;
  stop(): void;
}

export const LOOK_EVERY_MS = 15_000;
/** What cannot be judged by figures of a window is looked at sooner; a second groups what happens together. */
const SOON_MS = 1_000;
/** So many times longer than such a look took is waited for the next one: a thousand failing webhooks cost no more. */
const SOON_REST = 10;
/** An account is looked at for so much longer than its longest window after something has happened. */
const WATCHED_ON_MS = 5 * 60_000;
/** Judgements in one turn, as of 2,000 webhooks by the six defaults: a second of work. The other accounts come in the next turns. */
export const JUDGED_PER_TURN = 12_000;
/** The age of secrets moves where nothing else does: each hour every account is looked at once, so many in a turn. */
const ROUND_EVERY_MS = 3_600_000;
const ACCOUNTS_PER_TURN = 100;
const RESOLVED_KEPT_MS = 90 * 86_400_000;
const EXPIRE_ROWS = 1_000;

export function createAlertWatch(ports: WatchPorts): AlertWatch {
  const { store, commit, desk, clock, timers, log } = ports;
  /** When something happened last, by account. */
  const watched = new Map<string, number>();
  const urgent = new Set<string>();
  let waiting: string[] = [];
  /** Where the hourly round stands; undefined: it is over. */
  let round: Position | null | undefined;
  let turn: Timer | undefined;
  let soon: Timer | undefined;
  let soonTookMs = 0;
  let hourly: Timer | undefined;
  let started = false;
  let stopped = false;

  function watch(accountId: string): void {
    watched.set(accountId, clock.nowMs());
    scheduleTurn();
  }

  function scheduleTurn(): void {
    if (!started || stopped || turn !== undefined || (watched.size === 0 && round === undefined)) return;
    turn = timers.after(LOOK_EVERY_MS, () => {
      takeTurn()
        .catch((error) => log.warn({ err: error }, "cannot look at alerts yet"))
        .finally(() => {
          turn = undefined;
          scheduleTurn();
        });
    });
  }

  async function takeTurn(): Promise<void> {
    await goRound();
    if (waiting.length === 0) waiting = [...watched.keys()];
    for (let judged = 0; judged < JUDGED_PER_TURN && !stopped; ) {
      const accountId = waiting.shift();
      if (accountId === undefined) return;
      judged += 1 + (await lookAt(accountId));
    }
  }

  /** How many judgements it took. What goes wrong in one account is not the others'. */
  async function lookAt(accountId: string): Promise<number> {
    try {
      const { judged, busy, windowMs } = await desk.look(accountId);
      const quietMs = clock.nowMs() - (watched.get(accountId) ?? 0);
      if (!busy && quietMs > windowMs + WATCHED_ON_MS) watched.delete(accountId);
      return judged;
    } catch (error) {
      log.warn({ err: error, account: accountId }, "cannot look at the alerts of an account yet");
      return 0;
    }
  }

  /** Take the next accounts of the hourly round along. */
  async function goRound(): Promise<void> {
    if (round === undefined) return;
    const accounts = await store.accounts({ limit: ACCOUNTS_PER_TURN, after: round });
    const last = accounts.at(-1);
    round = last === undefined || accounts.length < ACCOUNTS_PER_TURN ? undefined : { ms: last.createdMs, id: last.id };
    for (const { id } of accounts) if (!watched.has(id)) watched.set(id, 0);
  }

  function scheduleRound(): void {
    hourly = timers.after(ROUND_EVERY_MS, () => {
      if (stopped) return;
      round = null;
      scheduleTurn();
      scheduleRound();
      const beforeMs = clock.nowMs() - RESOLVED_KEPT_MS;
      commit
        .submit({ kind: "alerts.expire", beforeMs, limit: EXPIRE_ROWS })
        .catch((error) => log.warn({ err: error }, "cannot drop old alerts yet"));
    });
  }

  function hasten(accountId: string): void {
    watch(accountId);
    urgent.add(accountId);
    if (!started || stopped || soon !== undefined) return;
    soon = timers.after(Math.max(SOON_MS, SOON_REST * soonTookMs), () => {
      const accounts = [...urgent];
      urgent.clear();
      void lookAtOnce(accounts).finally(() => {
        soon = undefined;
        const [next] = urgent;
        if (next !== undefined) hasten(next);
      });
    });
  }

  async function lookAtOnce(accounts: readonly string[]): Promise<void> {
    const startedAt = clock.monotonicMs();
    for (const account of accounts) if (!stopped) await lookAt(account);
    soonTookMs = clock.monotonicMs() - startedAt;
  }

  return {
    watch,
    hasten,
    saw(accountId, entry) {
      if (entry.kind === "event.accepted" || entry.kind === "attempt.finished") watch(accountId);
      const isNews =
        entry.kind === "webhook.changed" || (entry.kind === "delivery.finished" && entry.status === "failed");
      if (!isNews) return;
      hasten(accountId);
    },
    async start() {
      for (const accountId of await store.alertAccounts()) watched.set(accountId, clock.nowMs());
      started = true;
      round = null;
      scheduleTurn();
      scheduleRound();
    },
    stop() {
      stopped = true;
      for (const timer of [turn, soon, hourly]) timer?.cancel();
    },
  };
}
