import type { SecretRecord, WebhookRecord, WriteCommand, WriteResult, WriteResults } from "@callcall/store";
import { isWanted, jobOf, type LedgerJob } from "./ledger-jobs.ts";

/** A delivery as it must stand on disk. */
export interface LedgerDelivery {
  readonly accountId: string;
  readonly id: string;
  readonly eventId: string;
  readonly webhookId: string;
  state: "pending" | "succeeded" | "failed" | "cancelled";
  attemptCount: number;
  dueMs: number | null;
  openId: string | null;
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
}

export interface LedgerWebhook {
  record: WebhookRecord;
  deleted: boolean;
  readonly secrets: { readonly record: SecretRecord; expiresMs: number | null }[];
  /** In the order in which they came to be. */
  readonly deliveries: LedgerDelivery[];
}

/** What the ledger tells the checkers as it happens. */
export interface LedgerListener {
  accepted(event: LedgerEvent): void;
  begun(delivery: LedgerDelivery, startedMs: number): void;
  settled(delivery: LedgerDelivery, number: number, outcome: string, fenced: boolean, charged: boolean): void;
  /** What deliveries have shown has disabled it. */
  disabled(record: WebhookRecord): void;
  /** Retention has removed so many events in one step. */
  swept(events: number): void;
  /** A replay job has made an event due; `again`: it had done so before. */
  replayed(jobId: string, eventId: string, again: boolean): void;
  /** It has made so many due, and says otherwise. */
  miscounted(jobId: string, due: number, told: number): void;
  /** What waits was moved by as much as the wall clock was set. */
  moved(byMs: number): void;
  rejected(command: WriteCommand, error: Error): void;
}

/** What a command came to, when it came to what it says. */
type Outcome<Kind extends keyof WriteResults> = WriteResults[Kind];

/**
 * The second book: every command that a transaction has carried out, applied once more to plain objects. What the
 * store holds after any crash must be exactly this, and what is sent must follow from it.
 */
export class Ledger {
  readonly events: Map<string, LedgerEvent> = new Map();
  readonly deliveries: Map<string, LedgerDelivery> = new Map();
  readonly webhooks: Map<string, LedgerWebhook> = new Map();
  readonly jobs: Map<string, LedgerJob> = new Map();
  /** Events that retention has removed, as far as the store was looked at since. */
  readonly swept: Set<string> = new Set();
  #sweptBeforeMs: number = Number.NEGATIVE_INFINITY;
  readonly #listener: LedgerListener;

  constructor(listener: LedgerListener) {
    this.#listener = listener;
  }

  apply(commands: readonly WriteCommand[], results: readonly WriteResult[]): void {
    for (const [index, command] of commands.entries()) {
      const result = results[index];
      if (result === undefined) continue;
      if (result.kind === "rejected") this.#listener.rejected(command, result.error);
      else this.#applyOne(command, result);
    }
  }

  webhook(id: string): LedgerWebhook {
    const webhook = this.webhooks.get(id);
    if (webhook === undefined) throw new Error(`Cannot find webhook ${id} in the ledger`);
    return webhook;
  }

  /** Deliveries that something will still come of. */
  pending(): readonly LedgerDelivery[] {
    return [...this.deliveries.values()].filter(({ state, openId }) => state === "pending" || openId !== null);
  }

  #applyOne(command: WriteCommand, result: Exclude<WriteResult, { kind: "rejected" }>): void {
    switch (command.kind) {
      case "events.accept":
        this.#accept(command, result as Outcome<"events.accept">);
        return;
      case "attempt.begin":
        this.#begin(command, result as Outcome<"attempt.begin">);
        return;
      case "attempt.settle":
        this.#settle(command, result as Outcome<"attempt.settle">);
        return;
      case "delivery.retry":
        if ((result as Outcome<"delivery.retry">).kind === "due") this.#reopen(command.deliveryId, command.nowMs);
        return;
      case "event.replay":
        this.#replay(command, result as Outcome<"event.replay">);
        return;
      case "delivery.cancel":
        if ((result as Outcome<"delivery.cancel">).kind === "cancelled") this.#cancel(command.deliveryId);
        return;
      case "webhook.create":
        if ((result as Outcome<"webhook.create">).kind === "created") this.#create(command.webhook, command.secret);
        return;
      case "webhook.update": {
        const updated = result as Outcome<"webhook.update">;
        if (updated.kind === "updated") this.webhook(command.webhookId).record = updated.webhook;
        return;
      }
      case "retention.sweep":
        this.#sweep(command, result as Outcome<"retention.sweep">);
        return;
      case "replay_job.create":
        if ((result as Outcome<"replay_job.create">).kind === "created")
          this.jobs.set(command.job.id, jobOf(command.job));
        return;
      case "replay_job.advance":
        this.#advance(command, result as Outcome<"replay_job.advance">);
        return;
      case "replay_job.end": {
        const job = this.jobs.get(command.jobId);
        if (job !== undefined && (result as Outcome<"replay_job.end">).kind === "ended") job.running = false;
        return;
      }
      case "schedule.move":
        this.#move((result as Outcome<"schedule.move">).byMs);
        return;
      case "webhook.delete":
        if ((result as Outcome<"webhook.delete">).kind === "deleted") this.#delete(command.webhookId);
        return;
      case "secret.rotate":
        if ((result as Outcome<"secret.rotate">).kind === "rotated") {
          const { secrets } = this.webhook(command.secret.webhookId);
          for (const secret of secrets) secret.expiresMs ??= command.previousExpireMs;
          secrets.push({ record: command.secret, expiresMs: null });
        }
        return;
    }
  }

  #accept(command: Extract<WriteCommand, { kind: "events.accept" }>, result: Outcome<"events.accept">): void {
    if (result.kind !== "accepted") return;
    for (const [index, { id, type, createdMs, data, deliveries }] of command.events.entries()) {
      if (result.events[index]?.status !== "inserted") continue;
      const { accountId } = command;
      // Under an id that was there before: retention has removed that one.
      const earlier = this.events.get(id);
      if (earlier !== undefined) this.forget(earlier);
      const event: LedgerEvent = { accountId, id, type, createdMs, data, deliveries: deliveries.map((one) => one.id) };
      this.events.set(id, event);
      for (const { id: deliveryId, webhookId, nextAttemptMs, open } of deliveries) {
        const delivery = this.#insert({ accountId, id: deliveryId, eventId: id, webhookId }, nextAttemptMs);
        if (open === null) continue;
        delivery.attemptCount = 1;
        delivery.openId = open.id;
        this.#listener.begun(delivery, open.startedMs);
      }
      this.#listener.accepted(event);
    }
  }

  #insert(names: Pick<LedgerDelivery, "accountId" | "id" | "eventId" | "webhookId">, dueMs: number): LedgerDelivery {
    const delivery: LedgerDelivery = {
      ...names,
      state: "pending",
      attemptCount: 0,
      dueMs,
      openId: null,
      outcomes: new Map(),
      grants: [],
      waitMs: null,
    };
    this.deliveries.set(delivery.id, delivery);
    this.webhook(delivery.webhookId).deliveries.push(delivery);
    return delivery;
  }

  #begin(command: Extract<WriteCommand, { kind: "attempt.begin" }>, result: Outcome<"attempt.begin">): void {
    const delivery = this.deliveries.get(command.deliveryId);
    if (delivery === undefined || result.kind === "stale") return;
    delivery.attemptCount = result.number;
    delivery.openId = command.attemptId;
    this.#listener.begun(delivery, command.startedMs);
  }

  #settle(command: Extract<WriteCommand, { kind: "attempt.settle" }>, result: Outcome<"attempt.settle">): void {
    const { attempt } = command;
    const delivery = this.deliveries.get(attempt.deliveryId);
    if (delivery === undefined || result.kind === "stale") return;
    const fenced = delivery.openId === attempt.id;
    delivery.openId = null;
    delivery.outcomes.set(attempt.number, attempt.outcome);
    if (result.state !== "cancelled") {
      delivery.state = command.state;
      delivery.dueMs = command.nextAttemptMs;
      delivery.waitMs = command.nextAttemptMs === null ? null : command.nextAttemptMs - command.settledMs;
    }
    const webhook = this.webhook(delivery.webhookId);
    if (command.health !== null) {
      const { pausedUntilMs, failingSinceMs, failedAttempts } = command.health;
      webhook.record = { ...webhook.record, pausedUntilMs, failingSinceMs, failedAttempts };
    }
    if (command.disable !== null && webhook.record.status === "enabled") {
      webhook.record = { ...webhook.record, status: "disabled", disabledReason: command.disable.reason };
      this.#listener.disabled(webhook.record);
    }
    this.#listener.settled(delivery, attempt.number, attempt.outcome, fenced, attempt.charged);
  }

  #replay(command: Extract<WriteCommand, { kind: "event.replay" }>, result: Outcome<"event.replay">): void {
    if (result.kind !== "due") return;
    const { accountId, eventId, webhookId, nowMs } = command;
    if (!this.deliveries.has(result.deliveryId)) {
      this.#insert({ accountId, id: result.deliveryId, eventId, webhookId }, nowMs);
      this.events.get(eventId)?.deliveries.push(result.deliveryId);
    }
    this.#reopen(result.deliveryId, nowMs);
  }

  /** A step of a replay job: what it makes due is worked out once more, and counted against what the store says. */
  #advance(
    command: Extract<WriteCommand, { kind: "replay_job.advance" }>,
    result: Outcome<"replay_job.advance">,
  ): void {
    const job = this.jobs.get(command.jobId);
    if (job === undefined || result.kind !== "advanced") return;
    if (command.completed) job.running = false;
    let due = 0;
    for (const { eventId, deliveryId } of command.events) {
      const event = this.events.get(eventId);
      const earlier = event?.deliveries
        .map((id) => this.deliveries.get(id))
        .find((one) => one?.webhookId === job.webhookId);
      if (event === undefined || !isWanted(job.selection, earlier)) continue;
      const { accountId } = command;
      const { id } =
        earlier ?? this.#insert({ accountId, id: deliveryId, eventId, webhookId: job.webhookId }, command.nowMs);
      if (earlier === undefined) event.deliveries.push(id);
      this.#reopen(id, command.nowMs);
      this.#listener.replayed(command.jobId, eventId, job.events.has(eventId));
      job.events.add(eventId);
      due += 1;
    }
    if (due !== result.replayed) this.#listener.miscounted(command.jobId, due, result.replayed);
  }

  #reopen(deliveryId: string, nowMs: number): void {
    const delivery = this.deliveries.get(deliveryId);
    if (delivery === undefined) return;
    delivery.state = "pending";
    delivery.dueMs = nowMs;
    delivery.waitMs = null;
    delivery.grants.push(delivery.attemptCount);
  }

  /** How many went is told, and not which: that is seen when the store is looked at. */
  #sweep(command: Extract<WriteCommand, { kind: "retention.sweep" }>, { removed }: Outcome<"retention.sweep">): void {
    if (command.subject !== "events" || removed === 0) return;
    this.#sweptBeforeMs = Math.max(this.#sweptBeforeMs, command.beforeMs);
    this.#listener.swept(removed);
  }

  /** Retention has been at work on what was made at its time. */
  isOld({ createdMs }: LedgerEvent): boolean {
    return createdMs < this.#sweptBeforeMs;
  }

  /** Whether retention may have removed it: it is old, and owed to nobody. */
  maySweep(event: LedgerEvent): boolean {
    const owed = event.deliveries.map((id) => this.deliveries.get(id));
    return this.isOld(event) && owed.every((one) => one?.state !== "pending" && (one?.openId ?? null) === null);
  }

  /** It is gone from the store, and rightly. */
  forget(event: LedgerEvent): void {
    this.swept.add(event.id);
    this.events.delete(event.id);
    for (const id of event.deliveries) {
      const delivery = this.deliveries.get(id);
      if (delivery === undefined) continue;
      this.deliveries.delete(id);
      const { deliveries } = this.webhook(delivery.webhookId);
      deliveries.splice(deliveries.indexOf(delivery), 1);
    }
  }

  /** The wall clock was set, and what waits keeps its wait. */
  #move(byMs: number): void {
    for (const delivery of this.deliveries.values()) {
      if (delivery.dueMs !== null && delivery.state === "pending" && delivery.openId === null) delivery.dueMs += byMs;
    }
    for (const webhook of this.webhooks.values()) {
      const { pausedUntilMs, failingSinceMs } = webhook.record;
      webhook.record = {
        ...webhook.record,
        pausedUntilMs: pausedUntilMs === null ? null : pausedUntilMs + byMs,
        failingSinceMs: failingSinceMs === null ? null : failingSinceMs + byMs,
      };
    }
    this.#listener.moved(byMs);
  }

  #cancel(deliveryId: string): void {
    const delivery = this.deliveries.get(deliveryId);
    if (delivery === undefined) return;
    delivery.state = "cancelled";
    delivery.dueMs = null;
  }

  #create(record: WebhookRecord, secret: SecretRecord): void {
    this.webhooks.set(record.id, {
      record,
      deleted: false,
      secrets: [{ record: secret, expiresMs: null }],
      deliveries: [],
    });
  }

  #delete(webhookId: string): void {
    const webhook = this.webhook(webhookId);
    webhook.deleted = true;
    for (const delivery of webhook.deliveries) if (delivery.state === "pending") this.#cancel(delivery.id);
  }
}
