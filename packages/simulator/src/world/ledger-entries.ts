/** What the ledger holds, and what it tells as it happens. */
import type { SecretRecord, SettleAttempt, WebhookRecord, WriteCommand } from "@callcall/store";

/** A delivery as it must stand on disk. */
export interface LedgerDelivery {
  readonly accountId: string;
  readonly id: string;
  readonly eventId: string;
  readonly webhookId: string;
  state: "pending" | "succeeded" | "failed" | "cancelled";
  attemptCount: number;
  /** Attempts that used up its schedule. */
  chargedCount: number;
  dueMs: number | null;
  openId: string | null;
  /** When its open or last attempt began, by the wall clock. */
  startedMs: number | null;
  /** When it ended, by the wall clock. */
  finishedMs: number | null;
  /** Still owed for the first time: what was asked for again after its end has no place in its line. */
  inLine: boolean;
  /** Outcomes that were recorded, by attempt number. */
  readonly outcomes: Map<number, string>;
  /** Attempt counts at which somebody asked for one more: retries and replays by hand. */
  readonly grants: number[];
  /** The wait that its last attempt is followed by; null where nobody has to wait. */
  waitMs: number | null;
}

export interface LedgerEvent {
  readonly accountId: string;
  readonly id: string;
  readonly type: string;
  readonly createdMs: number;
  readonly data: Uint8Array;
  readonly deliveries: string[];
  /** Retention has removed its payload. */
  bare: boolean;
}

export interface LedgerKey {
  readonly accountId: string;
  readonly key: string;
  readonly fingerprint: Uint8Array;
  readonly expiresMs: number;
}

export interface LedgerSecret {
  readonly record: SecretRecord;
  expiresMs: number | null;
  /** When it came to be, in virtual milliseconds. */
  readonly sinceMs: number;
}

export interface LedgerWebhook {
  record: WebhookRecord;
  deleted: boolean;
  /** When it was last changed by hand or disabled, in virtual milliseconds. */
  changedMs: number;
  /** When its last pause was written down, in virtual milliseconds; null: it has had none. */
  pausedSinceMs: number | null;
  readonly secrets: LedgerSecret[];
  /** In the order in which they came to be. */
  readonly deliveries: LedgerDelivery[];
}

/** An attempt that ended, with what was written down of it. */
export interface Settled {
  readonly delivery: LedgerDelivery;
  readonly command: SettleAttempt;
  /** Before it ended. */
  readonly chargedCount: number;
  /** It was the open one. */
  readonly fenced: boolean;
  /** It was cancelled meanwhile, and stays so. */
  readonly cancelled: boolean;
  readonly webhook: LedgerWebhook;
}

/** What the ledger tells the checkers as it happens. */
export interface LedgerListener {
  accepted(event: LedgerEvent): void;
  /** Before the ledger takes it in. */
  begun(delivery: LedgerDelivery, startedMs: number): void;
  /** Before the ledger takes in what it shows of the webhook. */
  settled(settled: Settled): void;
  /** What deliveries have shown has disabled it. */
  disabled(record: WebhookRecord): void;
  /** Retention has removed so many events, or payloads, in one step. */
  swept(subject: "events" | "payloads", removed: number): void;
  /** A replay job is about to make events due, at this instant of the wall clock. */
  stepped(jobId: string, webhook: LedgerWebhook, nowMs: number): void;
  /** A replay job has made an event due; `again`: it had done so before. */
  replayed(jobId: string, eventId: string, again: boolean): void;
  /** It has made so many due, and says otherwise. */
  miscounted(jobId: string, due: number, told: number): void;
  /** It says that it is done, and has left out these events. */
  leftOut(jobId: string, events: readonly string[]): void;
  /** It has made more due than its rate allows. */
  hurried(jobId: string, due: number, allowed: number): void;
  /** What waits was moved by as much as the wall clock was set. */
  moved(byMs: number): void;
  rejected(command: WriteCommand, error: Error): void;
}
