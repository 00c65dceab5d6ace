/** Records with every field filled in, so that a test names only the ones it is about. */
import type {
  AcceptEvents,
  BeginAttempt,
  CreateWebhook,
  NewDelivery,
  NewEvent,
  SettleAttempt,
} from "../port/commands.ts";
import type {
  AttemptRecord,
  AuditRecord,
  EventTypeRecord,
  KeyRecord,
  SecretRecord,
  WebhookRecord,
} from "../port/records.ts";
import type { PortalRecord, SessionRecord } from "../port/sessions.ts";

export const ACCOUNT = "acct_one";
export const OTHER_ACCOUNT = "acct_two";
/** The instant at which everything happens unless a test says otherwise. */
export const T0 = 1_760_000_000_000;

let sequence = 0;

/** Unique, and growing: ids of the product sort by time. */
export function nextId(prefix: string): string {
  sequence += 1;
  return `${prefix}_${String(sequence).padStart(12, "0")}`;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function buildAudit(changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    accountId: ACCOUNT,
    id: nextId("aud"),
    atMs: T0,
    actor: "key_one",
    actorName: "deploy",
    ip: "192.0.2.9",
    action: "webhook.create",
    target: "wh_one",
    requestId: "req_one",
    changes: '[{"field":"url","before":null,"after":"https://consumer.example/hooks"}]',
    ...changes,
  };
}

export function buildWebhook(changes: Partial<WebhookRecord> = {}): WebhookRecord {
  return {
    accountId: ACCOUNT,
    id: nextId("wh"),
    url: "https://consumer.example/hooks",
    events: ["*"],
    description: "",
    version: "2024-01-01",
    sealedHeaders: null,
    filter: null,
    rateLimitPerSecond: null,
    ordering: "none",
    onExhausted: "skip",
    retryScheduleSeconds: null,
    deadlineMs: null,
    metadata: {},
    secretRotationDays: null,
    secretRotationAutomatic: false,
    secretCreatedMs: T0,
    status: "enabled",
    disabledReason: null,
    pausedUntilMs: null,
    failingSinceMs: null,
    failedAttempts: 0,
    createdMs: T0,
    updatedMs: T0,
    ...changes,
  };
}

export function buildSecret(webhook: WebhookRecord, changes: Partial<SecretRecord> = {}): SecretRecord {
  return {
    accountId: webhook.accountId,
    webhookId: webhook.id,
    id: nextId("sec"),
    sealed: new Uint8Array([0, 255, 7]),
    hint: "abcd",
    createdMs: T0,
    expiresMs: null,
    ...changes,
  };
}

export function createWebhook(webhook: WebhookRecord, changes: Partial<CreateWebhook> = {}): CreateWebhook {
  return {
    kind: "webhook.create",
    webhook,
    secret: buildSecret(webhook),
    limit: 1_000,
    audit: buildAudit({ accountId: webhook.accountId }),
    ...changes,
  };
}

export function buildDelivery(webhookId: string, changes: Partial<NewDelivery> = {}): NewDelivery {
  return { id: nextId("dlv"), webhookId, nextAttemptMs: T0, open: null, ...changes };
}

export function buildEvent(changes: Partial<NewEvent> = {}): NewEvent {
  return {
    id: nextId("evt"),
    type: "customer.qualified",
    createdMs: T0,
    data: bytes('{"n":1}'),
    warnings: null,
    trace: null,
    deliveries: [],
    ...changes,
  };
}

export function acceptEvents(events: readonly NewEvent[], changes: Partial<AcceptEvents> = {}): AcceptEvents {
  return {
    kind: "events.accept",
    accountId: ACCOUNT,
    subscriptionsVersion: 0,
    nowMs: T0,
    events,
    idempotency: null,
    ...changes,
  };
}

export function beginAttempt(deliveryId: string, changes: Partial<BeginAttempt> = {}): BeginAttempt {
  return {
    kind: "attempt.begin",
    accountId: ACCOUNT,
    deliveryId,
    attemptId: nextId("att"),
    startedMs: T0,
    ...changes,
  };
}

export function buildAttempt(deliveryId: string, id: string, changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    accountId: ACCOUNT,
    deliveryId,
    id,
    number: 1,
    outcome: "success",
    charged: true,
    startedMs: T0,
    request: {
      version: "2024-01-01",
      url: "https://consumer.example/hooks",
      headers: [["content-type", "application/json"]],
    },
    response: {
      status: 200,
      headers: [["content-type", "text/plain"]],
      body: bytes("ok"),
      bodyBytes: 2,
      bodyTruncated: false,
      bodyIncomplete: false,
    },
    error: null,
    remoteAddress: "192.0.2.1",
    timings: { dnsMs: 0.5, connectMs: 1, tlsMs: 2.25, firstByteMs: 9, totalMs: 9.75 },
    ...changes,
  };
}

/** A success, unless told otherwise. */
export function settleAttempt(attempt: AttemptRecord, changes: Partial<SettleAttempt> = {}): SettleAttempt {
  return {
    kind: "attempt.settle",
    webhookId: "wh_none",
    attempt,
    state: "succeeded",
    chargedCount: 1,
    nextAttemptMs: null,
    settledMs: T0 + 10,
    health: null,
    disable: null,
    ...changes,
  };
}

export function buildKey(changes: Partial<KeyRecord> = {}): KeyRecord {
  const id = nextId("key");
  return {
    accountId: ACCOUNT,
    id,
    name: "deploy",
    scopes: ["events:write", "webhooks:read"],
    operator: false,
    hash: `hash-of-${id}`,
    hint: "wxyz",
    createdMs: T0,
    expiresMs: null,
    revokedMs: null,
    ...changes,
  };
}

/** Opened with this key. */
export function buildSession(key: KeyRecord, changes: Partial<SessionRecord> = {}): SessionRecord {
  const id = nextId("ses");
  return {
    accountId: key.accountId,
    id,
    hash: `hash-of-${id}`,
    keyHash: key.hash,
    portalId: null,
    createdMs: T0,
    expiresMs: T0 + 1_000,
    ...changes,
  };
}

/** Made with this key. */
export function buildPortal(key: KeyRecord, changes: Partial<PortalRecord> = {}): PortalRecord {
  const id = nextId("prt");
  return {
    accountId: key.accountId,
    id,
    hash: `hash-of-${id}`,
    keyHash: key.hash,
    scopes: ["webhooks:read"],
    allowedOrigins: ["https://app.example"],
    theme: '{"name":"Acme"}',
    createdMs: T0,
    expiresMs: T0 + 1_000,
    ...changes,
  };
}

export function buildEventType(changes: Partial<EventTypeRecord> = {}): EventTypeRecord {
  return {
    accountId: ACCOUNT,
    name: "invoice.paid",
    description: "An invoice was paid",
    archived: false,
    validation: "strict",
    version: "2024-01-01",
    schemas: '{"2024-01-01":{"type":"object"}}',
    example: '{"total":1.0}',
    createdMs: T0,
    updatedMs: T0,
    ...changes,
  };
}
