import type {
  ReplayJobRecord,
  SecretRecord,
  WebhookRecord,
  WriteCommand,
  WriteResult,
  WriteResults,
} from "@callcall/store";
import type { LedgerDelivery, LedgerEvent, LedgerKey, LedgerListener, LedgerWebhook } from "./ledger-entries.ts";
import { type DeliveryOf, isWanted, jobOf, judgeStep, type LedgerJob } from "./ledger-jobs.ts";
import { moveSchedule } from "./ledger-schedule.ts";

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
  /** Idempotency keys in force, by account and key. */
  readonly keys: Map<string, LedgerKey> = new Map();
  /** Events that retention has removed. */
  readonly swept: Set<string> = new Set();
  #sweptBeforeMs: number = Number.NEGATIVE_INFINITY;
  #endedBeforeMs: number = Number.NEGATIVE_INFINITY;
  readonly #listener: LedgerListener;
  /** Virtual milliseconds. */
  readonly #nowMs: () => number;

  constructor(listener: LedgerListener, nowMs: () => number) {
    this.#listener = listener;
    this.#nowMs = nowMs;
  }

  /** The process that was is no more. */
  crossed(): void {
    for (const job of this.jobs.values()) job.startedMs = null;
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
        if ((result as Outcome<"delivery.cancel">).kind === "cancelled")
          this.#cancel(command.deliveryId, command.nowMs);
        return;
      case "webhook.create":
        if ((result as Outcome<"webhook.create">).kind === "created") this.#create(command.webhook, command.secret);
        return;
      case "webhook.update": {
        const updated = result as Outcome<"webhook.update">;
        if (updated.kind !== "updated") return;
        const webhook = this.webhook(command.webhookId);
        webhook.record = updated.webhook;
        webhook.changedMs = this.#nowMs();
        return;
      }
      case "retention.sweep":
        this.#sweep(command, (result as Outcome<"retention.sweep">).removed);
        return;
      case "replay_job.create":
        if ((result as Outcome<"replay_job.create">).kind === "created") this.#startJob(command.job);
        return;
      case "replay_job.advance":
        this.#advance(command, result as Outcome<"replay_job.advance">);
        return;
      case "replay_job.end": {
        const job = this.jobs.get(command.jobId);
        if (job !== undefined && (result as Outcome<"replay_job.end">).kind === "ended") job.status = command.status;
        return;
      }
      case "rows.expire":
        for (const [name, { expiresMs }] of this.keys) if (expiresMs <= command.nowMs) this.keys.delete(name);
        return;
      case "schedule.move":
        moveSchedule(this.deliveries.values(), this.webhooks.values(), (result as Outcome<"schedule.move">).byMs);
        this.#listener.moved((result as Outcome<"schedule.move">).byMs);
        return;
      case "webhook.delete":
        if ((result as Outcome<"webhook.delete">).kind === "deleted") this.#delete(command.webhookId, command.nowMs);
        return;
      case "secret.rotate":
        if ((result as Outcome<"secret.rotate">).kind === "rotated") {
          const { secrets } = this.webhook(command.secret.webhookId);
          for (const secret of secrets) {
            secret.expiresMs = Math.min(secret.expiresMs ?? Number.POSITIVE_INFINITY, command.previousExpireMs);
          }
          secrets.push({ record: command.secret, expiresMs: null, sinceMs: this.#nowMs() });
        }
        return;
    }
  }

  #accept(command: Extract<WriteCommand, { kind: "events.accept" }>, result: Outcome<"events.accept">): void {
    if (result.kind !== "accepted") return;
    if (command.idempotency !== null) {
      const { accountId, idempotency } = command;
      this.keys.set(`${accountId} ${idempotency.key}`, { accountId, ...idempotency });
    }
    for (const [index, { id, type, createdMs, data, deliveries }] of command.events.entries()) {
      if (result.events[index]?.status !== "inserted") continue;
      const { accountId } = command;
      // Under an id that was there before: retention has removed that one.
      const earlier = this.events.get(id);
      if (earlier !== undefined) this.forget(earlier);
      const owed = deliveries.map((one) => one.id);
      const event: LedgerEvent = { accountId, id, type, createdMs, data, deliveries: owed, bare: false };
      this.events.set(id, event);
      for (const { id: deliveryId, webhookId, nextAttemptMs, open } of deliveries) {
        const delivery = this.#insert({ accountId, id: deliveryId, eventId: id, webhookId }, nextAttemptMs);
        if (open === null) continue;
        this.#listener.begun(delivery, open.startedMs);
        delivery.attemptCount = 1;
        delivery.openId = open.id;
        delivery.startedMs = open.startedMs;
      }
      this.#listener.accepted(event);
    }
  }

  #insert(names: Pick<LedgerDelivery, "accountId" | "id" | "eventId" | "webhookId">, dueMs: number): LedgerDelivery {
    const delivery: LedgerDelivery = {
      ...names,
      state: "pending",
      attemptCount: 0,
      chargedCount: 0,
      dueMs,
      openId: null,
      startedMs: null,
      finishedMs: null,
      inLine: true,
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
    this.#listener.begun(delivery, command.startedMs);
    delivery.attemptCount = result.number;
    delivery.openId = command.attemptId;
    delivery.startedMs = command.startedMs;
  }

  #settle(command: Extract<WriteCommand, { kind: "attempt.settle" }>, result: Outcome<"attempt.settle">): void {
    const { attempt } = command;
    const delivery = this.deliveries.get(attempt.deliveryId);
    if (delivery === undefined || result.kind === "stale") return;
    const webhook = this.webhook(delivery.webhookId);
    const { chargedCount } = delivery;
    const fenced = delivery.openId === attempt.id;
    const cancelled = result.state === "cancelled";
    delivery.openId = null;
    delivery.outcomes.set(attempt.number, attempt.outcome);
    delivery.chargedCount = command.chargedCount;
    if (!cancelled) {
      delivery.state = command.state;
      delivery.dueMs = command.nextAttemptMs;
      delivery.waitMs = command.nextAttemptMs === null ? null : command.nextAttemptMs - command.settledMs;
      delivery.finishedMs = command.state === "pending" ? null : command.settledMs;
    }
    this.#listener.settled({ delivery, command, chargedCount, fenced, cancelled, webhook });
    if (webhook.deleted) return;
    if (command.health !== null) {
      const { pausedUntilMs, failingSinceMs, failedAttempts } = command.health;
      if ((pausedUntilMs ?? 0) > (webhook.record.pausedUntilMs ?? 0)) webhook.pausedSinceMs = this.#nowMs();
      webhook.record = { ...webhook.record, pausedUntilMs, failingSinceMs, failedAttempts };
    }
    if (command.disable !== null && webhook.record.status === "enabled") {
      webhook.record = { ...webhook.record, status: "disabled", disabledReason: command.disable.reason };
      webhook.changedMs = this.#nowMs();
      this.#listener.disabled(webhook.record);
    }
  }

  #replay(command: Extract<WriteCommand, { kind: "event.replay" }>, result: Outcome<"event.replay">): void {
    if (result.kind !== "due") return;
    const { accountId, eventId, webhookId, nowMs } = command;
    if (!this.deliveries.has(result.deliveryId)) {
      this.#insert({ accountId, id: result.deliveryId, eventId, webhookId }, nowMs).inLine = false;
      this.events.get(eventId)?.deliveries.push(result.deliveryId);
    }
    this.#reopen(result.deliveryId, nowMs);
  }

  #startJob(job: ReplayJobRecord): void {
    const webhook = this.webhook(job.webhookId);
    const deliveryOf = this.#deliveryTo(job.webhookId);
    this.jobs.set(job.id, jobOf(job, this.#nowMs(), this.events.values(), webhook, deliveryOf));
  }

  #deliveryTo(webhookId: string): DeliveryOf {
    return ({ deliveries }) =>
      deliveries.map((id) => this.deliveries.get(id)).find((one) => one?.webhookId === webhookId);
  }

  /** A step of a replay job: what it makes due is worked out once more, and counted against what the store says. */
  #advance(
    command: Extract<WriteCommand, { kind: "replay_job.advance" }>,
    result: Outcome<"replay_job.advance">,
  ): void {
    const job = this.jobs.get(command.jobId);
    if (job === undefined || result.kind !== "advanced") return;
    const deliveryOf = this.#deliveryTo(job.webhookId);
    if (result.replayed > 0) this.#listener.stepped(command.jobId, this.webhook(job.webhookId), command.nowMs);
    let due = 0;
    for (const { eventId, deliveryId } of command.events) {
      const event = this.events.get(eventId);
      if (event === undefined || event.bare) continue;
      const earlier = deliveryOf(event);
      if (!isWanted(job.selection, earlier)) continue;
      const { accountId } = command;
      const names = { accountId, id: deliveryId, eventId, webhookId: job.webhookId };
      const delivery = earlier ?? this.#insert(names, command.nowMs);
      if (earlier === undefined) event.deliveries.push(delivery.id);
      delivery.inLine = false;
      this.#reopen(delivery.id, command.nowMs);
      this.#listener.replayed(command.jobId, eventId, job.events.has(eventId));
      job.events.add(eventId);
      due += 1;
    }
    const told = { due, replayed: result.replayed, completed: command.completed, nowMs: this.#nowMs() };
    judgeStep(command.jobId, job, told, { event: (id) => this.events.get(id), deliveryOf }, this.#listener);
    if (command.completed) job.status = "completed";
  }

  #reopen(deliveryId: string, nowMs: number): void {
    const delivery = this.deliveries.get(deliveryId);
    if (delivery === undefined) return;
    // A pending one keeps its place in its line, and in its schedule.
    if (delivery.state !== "pending") {
      delivery.chargedCount = 0;
      delivery.inLine = false;
    }
    delivery.finishedMs = null;
    delivery.state = "pending";
    delivery.dueMs = nowMs;
    delivery.waitMs = null;
    delivery.grants.push(delivery.attemptCount);
  }

  /** How many went is told, and not which: whoever carries it out looks. */
  #sweep(command: Extract<WriteCommand, { kind: "retention.sweep" }>, removed: number): void {
    const { subject, beforeMs, endedBeforeMs } = command;
    if (subject === "audit" || removed === 0) return;
    if (subject === "events") {
      this.#sweptBeforeMs = Math.max(this.#sweptBeforeMs, beforeMs);
      this.#endedBeforeMs = Math.max(this.#endedBeforeMs, endedBeforeMs);
    }
    this.#listener.swept(subject, removed);
  }

  /** Retention has been at work on what was made at its time. */
  isOld({ createdMs }: LedgerEvent): boolean {
    return createdMs < this.#sweptBeforeMs;
  }

  /** Whether retention may have removed it: it is old, owed to nobody, and nothing of it has ended of late. */
  maySweep(event: LedgerEvent): boolean {
    const owed = event.deliveries.flatMap((id) => this.deliveries.get(id) ?? []);
    const isOver = ({ state, openId, finishedMs }: LedgerDelivery): boolean =>
      state !== "pending" && openId === null && (finishedMs ?? 0) < this.#endedBeforeMs;
    return this.isOld(event) && owed.every(isOver);
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

  #cancel(deliveryId: string, nowMs: number): void {
    const delivery = this.deliveries.get(deliveryId);
    if (delivery === undefined) return;
    delivery.state = "cancelled";
    delivery.dueMs = null;
    delivery.finishedMs = nowMs;
  }

  #create(record: WebhookRecord, secret: SecretRecord): void {
    this.webhooks.set(record.id, {
      record,
      deleted: false,
      changedMs: this.#nowMs(),
      pausedSinceMs: null,
      secrets: [{ record: secret, expiresMs: null, sinceMs: this.#nowMs() }],
      deliveries: [],
    });
  }

  #delete(webhookId: string, nowMs: number): void {
    const webhook = this.webhook(webhookId);
    webhook.deleted = true;
    webhook.changedMs = this.#nowMs();
    for (const delivery of webhook.deliveries) if (delivery.state === "pending") this.#cancel(delivery.id, nowMs);
  }
}
