import type { AlertReadStore } from "./alerts.ts";
import type { ApiCallFilter, ApiCallRecord } from "./api-calls.ts";
import type { WriteCommand, WriteResult } from "./commands.ts";
import type { ReceiverReads } from "./receivers.ts";
import type {
  AccountRecord,
  AttemptRecord,
  AuditRecord,
  DeliveryRecord,
  DeliveryState,
  EventHead,
  EventRecord,
  EventTypeRecord,
  KeyRecord,
  SecretRecord,
  WebhookRecord,
} from "./records.ts";
import type { ReplayJobReads } from "./replay-jobs.ts";
import type { RetentionReads } from "./retention.ts";
import type { FoundPortal, FoundSession, PortalRecord } from "./sessions.ts";
import type { StatsReads } from "./stats.ts";

/** The write half: one transaction per call, on stable storage when the promise resolves. */
export interface WriteStore {
  /**
   * Apply the commands in order in one transaction and sync it to disk. Results stand in the same order.
   * Rejects with {@link StoreError} when nothing was written, or (`reason: "ambiguous"`) when that is not known.
   */
  commit(commands: readonly WriteCommand[]): Promise<readonly WriteResult[]>;
}

/** The place of a row in a newest-first list: the last row of the page before. */
export interface Position {
  readonly ms: number;
  readonly id: string;
}

export interface Page {
  readonly limit: number;
  /** Rows strictly after this one, in the order of the list; null from the start. */
  readonly after: Position | null;
}

export interface EventFilter {
  readonly type?: string;
  /** Matches types that start with this, e.g. `customer.` */
  readonly typePrefix?: string;
  /** Inclusive. */
  readonly sinceMs?: number;
  /** Exclusive. */
  readonly untilMs?: number;
  /** At least one delivery in this state (of `webhookId`, where that is given too). */
  readonly state?: DeliveryState;
  readonly webhookId?: string;
  /** A substring of the payload's text, byte for byte. */
  readonly text?: string;
}

export interface DeliveryFilter {
  readonly state?: DeliveryState;
  readonly webhookId?: string;
  readonly eventId?: string;
  readonly type?: string;
  readonly typePrefix?: string;
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

export interface AuditFilter {
  readonly action?: string;
  /** Matches actions that start with this, e.g. `webhook.` */
  readonly actionPrefix?: string;
  readonly actor?: string;
  readonly target?: string;
  /** Inclusive. */
  readonly sinceMs?: number;
  /** Exclusive. */
  readonly untilMs?: number;
}

/** A page for which at most `examine` rows may be looked at, however few of them are wanted. */
export interface BoundedPage extends Page {
  readonly examine: number;
}

/** A page of a list that looks as far as it must where no bound is given. */
export type OpenPage = Page & Partial<Pick<BoundedPage, "examine">>;

/** `examinedTo`: the last row looked at, where that was the end of the search and not of the list; else null. */
export interface Slice<Row> {
  readonly rows: readonly Row[];
  readonly examinedTo: Position | null;
}

export type StateCounts = Readonly<Record<DeliveryState, number>>;

/** A webhook's queue, by name. */
export interface LaneKey {
  readonly accountId: string;
  readonly webhookId: string;
}

/** The read half. Sees every commit whose promise has resolved. Every read names its account. */
export interface ReadStore extends ReceiverReads, StatsReads, AlertReadStore, RetentionReads, ReplayJobReads {
  account(accountId: string): Promise<AccountRecord | undefined>;
  accounts(page: Page): Promise<readonly AccountRecord[]>;

  keyByHash(hash: string): Promise<KeyRecord | undefined>;
  keys(accountId: string, page: Page): Promise<readonly KeyRecord[]>;

  /** Whether it is still in force is for the caller to judge; undefined when its key or its link is gone. */
  sessionByHash(hash: string): Promise<FoundSession | undefined>;
  /** The same of a link. */
  portalByHash(hash: string): Promise<FoundPortal | undefined>;
  /** Without an account: the page of a link is asked for by whoever has its address. */
  portalById(portalId: string): Promise<FoundPortal | undefined>;
  /** Links in force at `nowMs`, newest first. */
  portals(accountId: string, nowMs: number, page: Page): Promise<readonly PortalRecord[]>;

  /** All webhooks of an account that are not deleted, with the version that a fan-out must name. */
  subscriptions(accountId: string): Promise<{ readonly version: number; readonly webhooks: readonly WebhookRecord[] }>;
  webhook(accountId: string, webhookId: string): Promise<WebhookRecord | undefined>;
  webhooks(accountId: string, page: Page): Promise<readonly WebhookRecord[]>;
  /** One that is deleted, as it last was, without its secrets and headers. */
  deletedWebhook(accountId: string, webhookId: string): Promise<WebhookRecord | undefined>;
  /** Enabled webhooks, over all accounts, whose secret is due to be exchanged by the server itself, the longest due first. */
  rotationsDue(nowMs: number, limit: number): Promise<readonly WebhookRecord[]>;
  /** Secrets not expired at `nowMs`, newest first. */
  secrets(accountId: string, webhookId: string, nowMs: number): Promise<readonly SecretRecord[]>;

  eventTypes(accountId: string): Promise<readonly EventTypeRecord[]>;

  event(accountId: string, eventId: string): Promise<EventRecord | undefined>;
  /** Newest first. */
  events(accountId: string, filter: EventFilter, page: OpenPage): Promise<Slice<EventHead>>;
  deliveryCounts(accountId: string, eventIds: readonly string[]): Promise<ReadonlyMap<string, StateCounts>>;

  delivery(accountId: string, deliveryId: string): Promise<DeliveryRecord | undefined>;
  /** Newest first. */
  deliveries(accountId: string, filter: DeliveryFilter, page: OpenPage): Promise<Slice<DeliveryRecord>>;
  /** The last `limit` attempts that are settled, first to last. */
  attempts(accountId: string, deliveryId: string, limit: number): Promise<readonly AttemptRecord[]>;

  /** Newest first. */
  audit(accountId: string, filter: AuditFilter, page: BoundedPage): Promise<Slice<AuditRecord>>;

  /** By minute, newest first; within a minute in no meaningful order. */
  apiCalls(accountId: string, filter: ApiCallFilter, page: BoundedPage): Promise<Slice<ApiCallRecord>>;

  /** When the newest event was accepted, over all accounts that have had webhooks; 0 when there is none. */
  newestEventMs(): Promise<number>;
  /** Lanes with pending deliveries with no open attempt, each with the earliest due time. Read once at start. */
  pendingLanes(): Promise<readonly (LaneKey & { readonly nextAttemptMs: number })[]>;
  /** Pending deliveries with no open attempt, due at `nowMs`, the earliest due first. */
  dueDeliveries(lane: LaneKey, nowMs: number, limit: number): Promise<readonly DeliveryRecord[]>;
  /** Pending deliveries with no open attempt, due or not, in the order of their events: what a FIFO lane sends next. */
  pendingInOrder(lane: LaneKey, limit: number): Promise<readonly DeliveryRecord[]>;
  /** The earliest due time after `afterMs` of a lane's pending deliveries with no open attempt; undefined when there are none. */
  nextDueMs(lane: LaneKey, afterMs: number): Promise<number | undefined>;
  /** Deliveries whose attempt was begun and never settled: what a crash leaves behind. */
  openAttempts(limit: number): Promise<readonly DeliveryRecord[]>;
}

export interface Store extends WriteStore, ReadStore {
  close(): Promise<void>;
}

export type StoreErrorReason =
  /** Another process holds the data. */
  | "locked"
  /** No space is left; reads still work. */
  | "full"
  /** The disk refused to sync or read: the process must stop acknowledging and exit. */
  | "io"
  /** Overloaded or briefly unreachable; try again. */
  | "unavailable"
  /** The commit may have taken effect. What a restart finds is the answer. */
  | "ambiguous"
  /** Written by a newer version of the program, or not a CallCall store. */
  | "incompatible";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

const ENDS: ReadonlySet<StoreErrorReason> = new Set(["io", "locked"]);

/** Whether this process may commit nothing more: the disk cannot be trusted, or another node has taken over. */
export function isFatal(error: unknown): error is StoreError {
  return error instanceof StoreError && ENDS.has(error.reason);
}
