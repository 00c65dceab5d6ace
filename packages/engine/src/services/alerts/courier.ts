import { AlertChannel } from "@callcall/contract";
import { type DueAlertNotification, isFatal, type ReadStore } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import type { AlertMessage, TellingReason } from "../../domain/alerts/message.ts";
import { nextTryMs } from "../../domain/alerts/retry.ts";
import type { Clock, Timer, Timers } from "../../runtime/clock.ts";
import type { Log } from "../../runtime/log.ts";
import type { Vault } from "../../signing/vault.ts";
import type { RuleBook } from "./rule-book.ts";
import type { AlertSend, TellingResult } from "./send.ts";

export interface CourierPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly rules: RuleBook;
  readonly vault: Vault;
  readonly send: AlertSend;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Carries notifications from the store to their channels: each at least once, or until its tries are used up. */
export interface Courier {
  start(): void;
  /** There may be new ones. */
  wake(): void;
  /** Begin nothing more, and leave what is under way to the next start. */
  stop(): void;
}

/** At once, over all accounts. */
const IN_FLIGHT = 8;
/** At once, of one account: channels that never answer are to hold up their own account alone. */
const IN_FLIGHT_PER_ACCOUNT = 2;
/** Read at once; more than can be in flight. */
const PAGE = 50;
/** How long to wait when the store cannot be read, in milliseconds. */
const AGAIN_MS = 30_000;
const ERROR_CHARACTERS = 500;

/** What the sealed channel of a notification belongs to. */
export function notificationContext(accountId: string, messageId: string, number: number): string {
  return `alert-notification:${accountId}:${messageId}:${number}`;
}

export function createCourier(ports: CourierPorts): Courier {
  const { store, commit, clock, timers, log } = ports;
  /** What is in flight, by account. */
  const inFlight = new Map<string, Set<string>>();
  let running = false;
  let again = false;
  let started = false;
  let stopped = false;
  let timer: Timer | undefined;

  function wake(): void {
    if (!started || stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    timer?.cancel();
    takeUp()
      .catch((error) => {
        log.warn({ err: error }, "cannot look for alert notifications yet");
        schedule(AGAIN_MS);
      })
      .finally(() => {
        running = false;
        if (!again) return;
        again = false;
        wake();
      });
  }

  async function takeUp(): Promise<void> {
    const nowMs = clock.nowMs();
    // A full page may be of one account: then what is behind it is read without those that have their share.
    let isFullPage = true;
    while (isFullPage) {
      const due = await store.dueAlertNotifications(nowMs, PAGE, accountsAtCap());
      let began = false;
      for (const notification of due) {
        if (stopped || flying() >= IN_FLIGHT) return;
        began = begin(notification) || began;
      }
      isFullPage = began && due.length === PAGE;
    }
    const next = await store.nextAlertNotificationMs(nowMs);
    if (next !== undefined) schedule(next - nowMs);
  }

  /** False: it is in flight, and still due in the store, or its account has its share. */
  function begin(notification: DueAlertNotification): boolean {
    const { accountId, messageId, number } = notification;
    const own = inFlight.get(accountId) ?? new Set();
    const key = `${messageId} ${number}`;
    if (own.size >= IN_FLIGHT_PER_ACCOUNT || own.has(key)) return false;
    inFlight.set(accountId, own.add(key));
    void carry(notification).finally(() => {
      own.delete(key);
      if (own.size === 0) inFlight.delete(accountId);
      wake();
    });
    return true;
  }

  function flying(): number {
    return [...inFlight.values()].reduce((sum, { size }) => sum + size, 0);
  }

  function accountsAtCap(): string[] {
    return [...inFlight].filter(([, { size }]) => size >= IN_FLIGHT_PER_ACCOUNT).map(([accountId]) => accountId);
  }

  function schedule(ms: number): void {
    if (stopped) return;
    timer?.cancel();
    timer = timers.after(ms, wake);
  }

  async function carry(notification: DueAlertNotification): Promise<void> {
    const result = await attempt(notification);
    // Cut off by our own stop: that is no try.
    if (stopped && result.kind === "failed") return;
    const { accountId, messageId, number } = notification;
    const attempts = notification.attempts + 1;
    const atMs = clock.nowMs();
    const later = result.kind === "sent" || result.permanent ? null : nextTryMs(attempts, atMs);
    if (result.kind === "failed") {
      const fields = { channel: notification.channel, rule: notification.ruleId, attempts, error: result.error };
      log.warn(
        fields,
        later === null ? "an alert could not be sent, and is given up" : "an alert could not be sent yet",
      );
    }
    try {
      await commit.submit({
        kind: "alert_notification.settle",
        accountId,
        messageId,
        number,
        attempts,
        status: result.kind === "sent" ? "sent" : later === null ? "failed" : "pending",
        error: result.error?.slice(0, ERROR_CHARACTERS) ?? null,
        nextTryMs: later,
        atMs,
      });
    } catch (error) {
      // It is still due in the store: without a pause it would be sent again at once.
      log.warn({ err: error }, "cannot record that an alert was sent yet");
      if (isFatal(error)) stopped = true;
      await new Promise<void>((resolve) => timers.after(AGAIN_MS, resolve));
    }
  }

  async function attempt(notification: DueAlertNotification): Promise<TellingResult> {
    const { accountId, messageId, number, ruleId, createdMs } = notification;
    try {
      const rule = await ports.rules.rule(accountId, ruleId);
      if (rule === undefined) return { kind: "failed", permanent: true, error: "The rule was removed meanwhile" };
      const sealed = ports.vault.open(notification.sealed, notificationContext(accountId, messageId, number));
      return await ports.send({
        messageId,
        number,
        createdMs,
        reason: notification.reason as TellingReason,
        message: JSON.parse(notification.content) as AlertMessage,
        channel: AlertChannel.parse(JSON.parse(sealed)),
        secret: rule.secret,
        attempt: notification.attempts + 1,
      });
    } catch (error) {
      log.error({ err: error, message: messageId }, "an alert could not be prepared");
      return {
        kind: "failed",
        permanent: false,
        error: "The server could not prepare this message. The fault is ours",
      };
    }
  }

  return {
    start() {
      started = true;
      wake();
    },
    wake,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
