import {
  CURRENT_VERSION,
  LIMITS,
  Problem,
  type SecretReveal,
  type Webhook,
  type WebhookUpdate,
} from "@callcall/contract";
import type { ReadStore, SecretRecord, UpdateWebhook, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { instant } from "../domain/instant.ts";
import type { Exam } from "../exam/exam.ts";
import type { AddressPolicy } from "../http/index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Log } from "../runtime/log.ts";
import type { Random } from "../runtime/random.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import { type Credentials, headersContext, secretContext } from "../signing/credentials.ts";
import { hintOf, maskSecret, newSecret } from "../signing/secret.ts";
import type { Audit } from "./audit.ts";
import { CANCEL_AT_ONCE, cancelDeleted } from "./cancel-deleted.ts";
import type { Directory } from "./directory.ts";
import { byCreation, listing } from "./listing.ts";
import type { Caller, KnownSecrets, StreamService, WebhookService } from "./port.ts";
import type { TestSend } from "./test-send.ts";
import { webhookView } from "./views.ts";
import { checkEvents, checkedUrl, checkFilter, checkHeaders, checkVersion, settingFaults } from "./webhook-rules.ts";

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
  readonly random: Random;
  readonly ids: Ids;
  readonly settings: EngineSettings;
  readonly audit: Audit;
  readonly log: Log;
  /** The engine stops: nothing long is begun. */
  stopping(): boolean;
}

export function createWebhookService(ports: WebhookPorts): WebhookService {
  const { store, commit, directory, dispatcher, credentials, stream, policy, clock, random, ids, settings, audit } =
    ports;

  async function find(caller: Caller, webhookId: string): Promise<WebhookRecord> {
    const record = await store.webhook(caller.accountId, webhookId);
    if (record === undefined) throw notFound();
    return record;
  }

  /** As shown to its owner, the secret masked. */
  async function view(webhook: WebhookRecord): Promise<Webhook> {
    const [newest] = await credentials.secrets(webhook.accountId, webhook.id, clock.nowMs());
    return webhookView(webhook, credentials.headers(webhook), maskSecret(newest?.hint ?? ""), settings);
  }

  function sealHeaders(
    accountId: string,
    webhookId: string,
    headers: Readonly<Record<string, string>>,
  ): Uint8Array | null {
    if (Object.keys(headers).length === 0) return null;
    return credentials.seal(JSON.stringify(headers), headersContext(accountId, webhookId));
  }

  function secretRecord(caller: Caller, webhookId: string, secret: string, createdMs: number): SecretRecord {
    const { accountId } = caller;
    return {
      accountId,
      webhookId,
      id: ids.next("secret"),
      sealed: credentials.seal(secret, secretContext(accountId, webhookId)),
      hint: hintOf(secret),
      createdMs,
      expiresMs: null,
    };
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
    webhookId: string,
    changes: UpdateWebhook["changes"],
    action: "webhook.update" | "webhook.enable" | "webhook.disable",
  ): Promise<Webhook> {
    const result = await commit.submit({
      kind: "webhook.update",
      accountId: caller.accountId,
      webhookId,
      changes,
      nowMs: clock.nowMs(),
      audit: audit(caller, action, webhookId),
    });
    if (result.kind === "not_found") throw notFound();
    directory.forget(caller.accountId);
    if (action === "webhook.enable") dispatcher.enable(result.webhook);
    else dispatcher.configure(result.webhook);
    announceChange(result.webhook);
    return view(result.webhook);
  }

  async function reveal(caller: Caller, webhookId: string): Promise<SecretReveal> {
    const [newest, ...previous] = await credentials.secrets(caller.accountId, webhookId, clock.nowMs());
    if (newest === undefined) throw notFound();
    return {
      secret: newest.text,
      previous: previous.map((secret) => ({ secret: secret.text, expires_at: instant(secret.expiresMs ?? 0) })),
    };
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
    if (input.headers !== undefined) checkHeaders(input.headers);
    return {
      ...(input.url === undefined ? {} : { url: checkedUrl(input.url, policy) }),
      ...(input.events === undefined ? {} : { events: input.events }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.version === undefined ? {} : { version: input.version }),
      ...(input.headers === undefined
        ? {}
        : { sealedHeaders: sealHeaders(caller.accountId, before.id, input.headers) }),
      ...(input.filter === undefined ? {} : { filter: input.filter }),
      ...(input.rate_limit === undefined ? {} : { rateLimitPerSecond: input.rate_limit }),
      ...(input.ordering === undefined ? {} : { ordering: input.ordering }),
      ...(input.retry_policy === undefined
        ? {}
        : { retryScheduleSeconds: input.retry_policy?.schedule_seconds ?? null }),
      ...(input.deadline_ms === undefined ? {} : { deadlineMs: input.deadline_ms }),
      ...(input.metadata === undefined ? {} : { metadata: input.metadata }),
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
        retryScheduleSeconds: input.retry_policy?.schedule_seconds ?? null,
        deadlineMs: input.deadline_ms ?? null,
        metadata: input.metadata ?? {},
        status: "enabled",
        disabledReason: null,
        pausedUntilMs: null,
        failingSinceMs: null,
        failedAttempts: 0,
        createdMs: nowMs,
        updatedMs: nowMs,
      };
      const secret = newSecret(random);
      const result = await commit.submit({
        kind: "webhook.create",
        webhook,
        secret: secretRecord(caller, id, secret, nowMs),
        limit: settings.webhooksPerAccount,
        audit: audit(caller, "webhook.create", id),
      });
      if (result.kind === "limit_reached") {
        throw new Problem(
          "limit_reached",
          `Cannot have more than ${settings.webhooksPerAccount} webhooks in an account`,
        );
      }
      directory.forget(accountId);
      announceChange(webhook);
      return webhookView(webhook, headers, secret, settings);
    },

    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.webhooks(caller.accountId, wanted),
        byCreation,
        (rows) => Promise.all(rows.map(view)),
      ),

    get: async (caller, webhookId) => view(await find(caller, webhookId)),

    async update(caller, webhookId, input) {
      const before = await find(caller, webhookId);
      return change(caller, webhookId, await changesOf(caller, before, input), "webhook.update");
    },

    async delete(caller, webhookId) {
      const before = await find(caller, webhookId);
      const result = await commit.submit({
        kind: "webhook.delete",
        accountId: caller.accountId,
        webhookId,
        nowMs: clock.nowMs(),
        cancelAtMost: CANCEL_AT_ONCE,
        audit: audit(caller, "webhook.delete", webhookId),
      });
      if (result.kind === "not_found") throw notFound();
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
      change(
        caller,
        webhookId,
        { status: "enabled", disabledReason: null, pausedUntilMs: null, failingSinceMs: null, failedAttempts: 0 },
        "webhook.enable",
      ),

    disable: (caller, webhookId) =>
      change(caller, webhookId, { status: "disabled", disabledReason: "by_hand" }, "webhook.disable"),

    async rotateSecret(caller, webhookId, overlapSeconds) {
      await find(caller, webhookId);
      const nowMs = clock.nowMs();
      const [newest] = await credentials.secrets(caller.accountId, webhookId, nowMs);
      // Secrets go by age, and the newest one must be the newest even where the clock has stepped back.
      const createdMs = Math.max(nowMs, (newest?.createdMs ?? 0) + 1);
      const result = await commit.submit({
        kind: "secret.rotate",
        secret: secretRecord(caller, webhookId, newSecret(random), createdMs),
        previousExpireMs: nowMs + overlapSeconds * 1000,
        keep: LIMITS.signing_secrets,
        audit: audit(caller, "secret.rotate", webhookId),
      });
      if (result.kind === "not_found") throw notFound();
      credentials.forget(caller.accountId, webhookId);
      return reveal(caller, webhookId);
    },

    async revealSecret(caller, webhookId) {
      await find(caller, webhookId);
      // On disk before it is shown: a reveal that leaves no trace would be none.
      await commit.submit({ kind: "audit.append", audit: audit(caller, "secret.reveal", webhookId) });
      return reveal(caller, webhookId);
    },

    async knownSecrets(caller, webhookId) {
      await find(caller, webhookId);
      return knownSecretsOf(credentials, caller.accountId, webhookId, clock.nowMs());
    },

    async check(caller, { webhook_id: webhookId, ...input }) {
      const kept = webhookId === undefined ? [] : (await find(caller, webhookId)).events;
      return settingFaults(input, await directory.account(caller.accountId), policy, kept);
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

/** Of a webhook that is known to be there. */
export async function knownSecretsOf(
  credentials: Credentials,
  accountId: string,
  webhookId: string,
  nowMs: number,
): Promise<KnownSecrets> {
  const inForce = await credentials.secrets(accountId, webhookId, nowMs);
  const ended = await credentials.endedSecrets(accountId, webhookId, nowMs);
  return {
    inForce: inForce.map((secret) => secret.text),
    ended: ended.map((secret) => ({ secret: secret.text, endedMs: secret.expiresMs ?? nowMs })),
  };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such webhook");
}
