import { CURRENT_VERSION, Problem, type SecretRotation, type Webhook, type WebhookUpdate } from "@callcall/contract";
import type { ReadStore, UpdateWebhook, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { fieldChanges } from "../domain/changes.ts";
import { isBlocking } from "../domain/decide.ts";
import { instant } from "../domain/instant.ts";
import type { Exam } from "../exam/exam.ts";
import type { AddressPolicy } from "../http/index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Log } from "../runtime/log.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import { type Credentials, headersContext } from "../signing/credentials.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Audit } from "./audit.ts";
import { CANCEL_AT_ONCE, cancelDeleted, tellCancelled } from "./cancel-deleted.ts";
import type { Directory } from "./directory.ts";
import { createInTurn } from "./in-turn.ts";
import { byCreation, listing } from "./listing.ts";
import type { Caller, StreamService, WebhookService } from "./port.ts";
import type { TestSend } from "./test-send.ts";
import { maskedSecret, webhookView } from "./views.ts";
import { isSecretField, webhookFields } from "./webhook-fields.ts";
import {
  checkEvents,
  checkedUrl,
  checkFilter,
  checkHeaders,
  checkOnExhausted,
  checkVersion,
  keptHeaders,
  NOTHING_KEPT,
  settingFaults,
} from "./webhook-rules.ts";
import type { WebhookSecrets } from "./webhook-secrets.ts";

export interface WebhookPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly directory: Directory;
  readonly dispatcher: Dispatcher;
  readonly credentials: Credentials;
  readonly stream: StreamService;
  readonly testSend: TestSend;
  readonly exam: Exam;
  readonly policy: AddressPolicy;
  readonly clock: Clock;
  readonly secrets: WebhookSecrets;
  readonly ids: Ids;
  readonly settings: EngineSettings;
  readonly audit: Audit;
  readonly log: Log;
  readonly observe: Observe | undefined;
  /** The engine stops: nothing long is begun. */
  stopping(): boolean;
}

export function createWebhookService(ports: WebhookPorts): WebhookService {
  const { store, commit, directory, dispatcher, credentials, stream, policy, clock, secrets, ids, settings, audit } =
    ports;
  const inTurn = createInTurn();

  async function find(caller: Caller, webhookId: string): Promise<WebhookRecord> {
    const record = await store.webhook(caller.accountId, webhookId);
    if (record === undefined) throw notFound();
    return record;
  }

  /** As shown to its owner, the secret masked. */
  async function view(webhook: WebhookRecord): Promise<Webhook> {
    return webhookView(webhook, credentials.headers(webhook), await secrets.masked(webhook), settings, {
      breaker: dispatcher.breaker(webhook.id),
      blockedBy: await blockedBy(webhook),
    });
  }

  /** The delivery that holds up the webhook's line. */
  async function blockedBy(webhook: WebhookRecord): Promise<string | null> {
    const { accountId, id: webhookId, ordering, onExhausted } = webhook;
    if (ordering !== "fifo" || onExhausted !== "block") return null;
    const [head] = await store.pendingInOrder({ accountId, webhookId }, 1);
    const schedule = webhook.retryScheduleSeconds ?? settings.retryScheduleSeconds;
    return head !== undefined && isBlocking(head, schedule) ? head.id : null;
  }

  const fieldsOf = (webhook: WebhookRecord) => webhookFields(webhook, credentials.headers(webhook));

  function sealHeaders(
    accountId: string,
    webhookId: string,
    headers: Readonly<Record<string, string>>,
  ): Uint8Array | null {
    if (Object.keys(headers).length === 0) return null;
    return credentials.seal(JSON.stringify(headers), headersContext(accountId, webhookId));
  }

  function announceChange(webhook: WebhookRecord): void {
    stream.announce(webhook.accountId, {
      kind: "webhook.changed",
      at: instant(clock.nowMs()),
      webhook_id: webhook.id,
      status: webhook.status,
    });
  }

  /** Commit a change, and let everything in memory know of it, in the order of the commits. */
  async function change(
    caller: Caller,
    before: WebhookRecord,
    changes: UpdateWebhook["changes"],
    action: "webhook.update" | "webhook.enable" | "webhook.disable",
  ): Promise<Webhook> {
    const { id: webhookId } = before;
    const told = fieldChanges(fieldsOf(before), fieldsOf({ ...before, ...changes }), isSecretField);
    const result = await commit.submit({
      kind: "webhook.update",
      accountId: caller.accountId,
      webhookId,
      changes,
      nowMs: clock.nowMs(),
      audit: audit(caller, action, webhookId, told),
    });
    if (result.kind === "not_found") throw notFound();
    directory.forget(caller.accountId);
    if (action === "webhook.enable") dispatcher.enable(result.webhook);
    else dispatcher.configure(result.webhook);
    announceChange(result.webhook);
    return view(result.webhook);
  }

  /** What a PATCH means for the stored settings. */
  async function changesOf(
    caller: Caller,
    before: WebhookRecord,
    input: WebhookUpdate,
  ): Promise<UpdateWebhook["changes"]> {
    const snapshot = await directory.account(caller.accountId);
    if (input.events !== undefined) checkEvents(input.events, snapshot, before.events);
    if (input.version !== undefined) checkVersion(input.version, snapshot);
    if (input.filter !== undefined) checkFilter(input.filter);
    checkOnExhausted(input.ordering ?? before.ordering, input.on_exhausted ?? before.onExhausted);
    const headers = input.headers && keptHeaders(input.headers, credentials.headers(before));
    if (headers !== undefined) checkHeaders(headers);
    return {
      ...(input.url === undefined ? {} : { url: checkedUrl(input.url, policy) }),
      ...(input.events === undefined ? {} : { events: input.events }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.version === undefined ? {} : { version: input.version }),
      ...(headers === undefined ? {} : { sealedHeaders: sealHeaders(caller.accountId, before.id, headers) }),
      ...(input.filter === undefined ? {} : { filter: input.filter }),
      ...(input.rate_limit === undefined ? {} : { rateLimitPerSecond: input.rate_limit }),
      ...(input.ordering === undefined ? {} : { ordering: input.ordering }),
      ...(input.on_exhausted === undefined ? {} : { onExhausted: input.on_exhausted }),
      ...(input.retry_policy === undefined
        ? {}
        : { retryScheduleSeconds: input.retry_policy?.schedule_seconds ?? null }),
      ...(input.deadline_ms === undefined ? {} : { deadlineMs: input.deadline_ms }),
      ...(input.metadata === undefined ? {} : { metadata: input.metadata }),
      ...(input.secret_rotation === undefined ? {} : rotationOf(input.secret_rotation)),
    };
  }

  return {
    async create(caller, input) {
      const { accountId } = caller;
      const snapshot = await directory.account(accountId);
      const version = input.version ?? CURRENT_VERSION;
      const headers = input.headers ?? {};
      const url = checkedUrl(input.url, policy);
      checkEvents(input.events, snapshot);
      checkVersion(version, snapshot);
      checkFilter(input.filter ?? null);
      checkOnExhausted(input.ordering ?? "none", input.on_exhausted ?? "skip");
      checkHeaders(headers);
      const id = ids.next("webhook");
      const nowMs = clock.nowMs();
      const webhook: WebhookRecord = {
        accountId,
        id,
        url,
        events: input.events,
        description: input.description ?? "",
        version,
        sealedHeaders: sealHeaders(accountId, id, headers),
        filter: input.filter ?? null,
        rateLimitPerSecond: input.rate_limit ?? null,
        ordering: input.ordering ?? "none",
        onExhausted: input.on_exhausted ?? "skip",
        retryScheduleSeconds: input.retry_policy?.schedule_seconds ?? null,
        deadlineMs: input.deadline_ms ?? null,
        metadata: input.metadata ?? {},
        ...rotationOf(input.secret_rotation ?? null),
        secretCreatedMs: nowMs,
        status: "enabled",
        disabledReason: null,
        pausedUntilMs: null,
        failingSinceMs: null,
        failedAttempts: 0,
        createdMs: nowMs,
        updatedMs: nowMs,
      };
      const secret = secrets.make(caller, id, nowMs);
      const result = await commit.submit({
        kind: "webhook.create",
        webhook,
        secret: secret.record,
        limit: settings.webhooksPerAccount,
        audit: audit(caller, "webhook.create", id, fieldChanges({}, webhookFields(webhook, headers), isSecretField)),
      });
      if (result.kind === "limit_reached") {
        throw new Problem(
          "limit_reached",
          `Cannot have more than ${settings.webhooksPerAccount} webhooks in an account`,
        );
      }
      directory.forget(accountId);
      announceChange(webhook);
      const shown = { secret: secret.text, signing_secrets: [maskedSecret(secret.record)] };
      return webhookView(webhook, headers, shown, settings, { breaker: null, blockedBy: null });
    },

    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.webhooks(caller.accountId, wanted),
        byCreation,
        (rows) => Promise.all(rows.map(view)),
      ),

    get: async (caller, webhookId) => view(await find(caller, webhookId)),

    update: (caller, webhookId, input) =>
      inTurn(webhookId, async () => {
        const before = await find(caller, webhookId);
        return change(caller, before, await changesOf(caller, before, input), "webhook.update");
      }),

    async delete(caller, webhookId) {
      const { before, result } = await inTurn(webhookId, async () => {
        const before = await find(caller, webhookId);
        const told = fieldChanges(fieldsOf(before), {}, isSecretField);
        const result = await commit.submit({
          kind: "webhook.delete",
          accountId: caller.accountId,
          webhookId,
          nowMs: clock.nowMs(),
          cancelAtMost: CANCEL_AT_ONCE,
          audit: audit(caller, "webhook.delete", webhookId, told),
        });
        return { before, result };
      });
      if (result.kind === "not_found") throw notFound();
      tellCancelled({ accountId: caller.accountId, webhookId }, null, result.cancelled, ports);
      if (result.cancelled === CANCEL_AT_ONCE) void cancelDeleted({ accountId: caller.accountId, webhookId }, ports);
      directory.forget(caller.accountId);
      credentials.forget(caller.accountId, webhookId);
      dispatcher.remove(webhookId);
      stream.announce(caller.accountId, {
        kind: "webhook.changed",
        at: instant(clock.nowMs()),
        webhook_id: before.id,
        status: "deleted",
      });
    },

    enable: (caller, webhookId) =>
      inTurn(webhookId, async () =>
        change(
          caller,
          await find(caller, webhookId),
          { status: "enabled", disabledReason: null, pausedUntilMs: null, failingSinceMs: null, failedAttempts: 0 },
          "webhook.enable",
        ),
      ),

    disable: (caller, webhookId) =>
      inTurn(webhookId, async () =>
        change(
          caller,
          await find(caller, webhookId),
          { status: "disabled", disabledReason: "by_hand" },
          "webhook.disable",
        ),
      ),

    rotateSecret: (caller, webhookId, overlapSeconds) =>
      inTurn(webhookId, async () => {
        await find(caller, webhookId);
        return secrets.rotate(caller, webhookId, overlapSeconds);
      }),

    async revealSecret(caller, webhookId) {
      await find(caller, webhookId);
      return secrets.reveal(caller, webhookId);
    },

    async knownSecrets(caller, webhookId) {
      await find(caller, webhookId);
      return secrets.known(caller, webhookId);
    },

    async check(caller, { webhook_id: webhookId, ...input }) {
      const before = webhookId === undefined ? undefined : await find(caller, webhookId);
      const kept = before && { ...before, headers: credentials.headers(before) };
      return settingFaults(input, await directory.account(caller.accountId), policy, kept ?? NOTHING_KEPT);
    },

    async exam(caller, webhookId, input, gone) {
      const webhook = await find(caller, webhookId);
      return ports.exam(webhook, await directory.account(caller.accountId), input, gone);
    },

    async test(caller, webhookId, body) {
      const webhook = await find(caller, webhookId);
      return ports.testSend(webhook, await directory.account(caller.accountId), body);
    },
  };
}

function rotationOf(
  rotation: SecretRotation | null,
): Pick<WebhookRecord, "secretRotationDays" | "secretRotationAutomatic"> {
  return {
    secretRotationDays: rotation?.period_days ?? null,
    secretRotationAutomatic: rotation?.automatic ?? false,
  };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such webhook");
}
