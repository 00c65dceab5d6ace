import {
  type Account,
  type AuditEntry,
  type Delivery,
  type EventAccepted,
  type EventType,
  formatCreated,
  type Key,
  Problem,
  ReceiverBehaviourChoice,
  SCOPES,
  type Scope,
  type StreamEntry,
  type TrafficRun,
  type Webhook,
} from "@callcall/contract";
import type {
  Caller,
  Engine,
  EventDetail,
  Principal,
  Readiness,
  ReceiverDefinition,
  Signer,
  StreamItem,
} from "@callcall/engine";
import { fakeAlerts } from "./fake-alerts.ts";
import { fakeReplays } from "./fake-replays.ts";
import { fakeSessions } from "./fake-sessions.ts";
import { fakeStats } from "./fake-stats.ts";
import {
  API_CALLS,
  AT,
  AT_MS,
  ATTEMPT,
  deliveryView,
  ENDED_SECRET,
  EXAM_REPORT,
  eventTypeView,
  explanationView,
  SECRET,
  webhookView,
} from "./sample.ts";
import { Shelf } from "./shelf.ts";

type StoredEvent = EventDetail & { readonly data_bytes: number };

/** An engine in memory with two accounts, and handles for tests to make it fail, speak and remember. */
export interface FakeEngine extends Engine {
  /** Thrown by the next reads of webhooks and the next publish. */
  failure: Error | undefined;
  state: Readiness;
  readonly principals: Map<string, Principal>;
  readonly tokensAsked: string[];
  readonly bodies: Uint8Array[];
  /** On whose behalf webhooks were created. */
  readonly callers: Caller[];
  readonly counted: Parameters<Engine["apiCalls"]["count"]>[0][];
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[];
  readonly announced: { readonly accountId: string; readonly entry: StreamEntry }[];
  readonly followers: Map<(item: StreamItem) => void, { readonly accountId: string; readonly lastEventId?: string }>;
  /** What a follower gets at once, as if held from before. */
  backlog: readonly StreamItem[];
  /** Who signs what test receivers get. */
  signers: readonly Signer[];
}

export const TOKENS = {
  operator: "cck_operator",
  full: "cck_full",
  readOnly: "cck_readonly",
  other: "cck_other",
} as const;

const CALLER: Caller = {
  accountId: "acct_default",
  keyId: "key_mine",
  actorName: "Mine",
  ip: null,
  requestId: "req_1",
};
const CREATED = formatCreated(AT_MS);
const READ_SCOPES = SCOPES.filter((scope) => scope.endsWith(":read") && scope !== "secrets:read");

/** Bytes that a round trip through JSON.parse would alter. */
export const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
export const DATA = '{"big":12345678901234567890,"one":1.0,"twice":1,"twice":2,"text":"\\u0000"}';

export function createFakeEngine(): FakeEngine {
  const webhooks = new Shelf<Webhook>();
  const events = new Shelf<StoredEvent>();
  const deliveries = new Shelf<Delivery>();
  const types = new Shelf<EventType>();
  const keys = new Shelf<Key>();
  const audit = new Shelf<AuditEntry>();
  const accounts = new Shelf<Account>();
  const runs = new Shelf<TrafficRun>();
  const receivers = new Shelf<ReceiverDefinition>();
  const answered = new Map<string, { readonly body: string; readonly result: never }>();
  let made = 0;
  const next = (prefix: string): string => `${prefix}_new${++made}`;

  for (const [accountId, tag] of [
    ["acct_default", "mine"],
    ["acct_other", "theirs"],
  ] as const) {
    accounts.put("", accountId, { id: accountId, name: tag, created_at: AT });
    webhooks.put(accountId, `wh_${tag}`, webhookView(`wh_${tag}`));
    events.put(accountId, `evt_${tag}`, eventView(`evt_${tag}`));
    deliveries.put(accountId, `dlv_${tag}`, deliveryView(`dlv_${tag}`, `evt_${tag}`, `wh_${tag}`));
    types.put(accountId, tag, eventTypeView(tag));
    keys.put(accountId, `key_${tag}`, keyView(`key_${tag}`, [...SCOPES]));
    runs.put(accountId, `trf_${tag}`, trafficRun(`trf_${tag}`));
    receivers.put(accountId, `rcv_${tag}`, receiverView(`rcv_${tag}`));
    audit.put(accountId, `aud_${tag}`, auditEntry(`aud_${tag}`));
  }

  const fake: FakeEngine = {
    failure: undefined,
    state: { ready: true, outageMs: null },
    tokensAsked: [],
    bodies: [],
    callers: [],
    counted: [],
    calls: [],
    announced: [],
    followers: new Map(),
    backlog: [],
    signers: [],
    principals: new Map<string, Principal>([
      [TOKENS.operator, principal("acct_default", [], true)],
      [TOKENS.full, principal("acct_default", SCOPES)],
      [TOKENS.readOnly, principal("acct_default", READ_SCOPES)],
      [TOKENS.other, principal("acct_other", SCOPES)],
    ]),

    webhooks: {
      async create(caller, input) {
        fake.callers.push(caller);
        const id = next("wh");
        return webhooks.put(caller.accountId, id, {
          ...webhookView(id),
          url: input.url,
          events: input.events,
          secret: SECRET,
        });
      },
      list: async (caller, page) => failing(() => webhooks.page(caller.accountId, page)),
      get: async (caller, id) => failing(() => webhooks.get(caller.accountId, id)),
      update: async (caller, id, { description = "" }) => webhooks.change(caller.accountId, id, { description }),
      delete: async (caller, id) => webhooks.remove(caller.accountId, id),
      enable: async (caller, id) => webhooks.change(caller.accountId, id, { status: "enabled" }),
      disable: async (caller, id) => webhooks.change(caller.accountId, id, { status: "disabled" }),
      async rotateSecret(caller, id, overlapSeconds) {
        note("rotateSecret", [id, overlapSeconds]);
        webhooks.get(caller.accountId, id);
        return { secret: SECRET, previous: [{ secret: SECRET, expires_at: AT }] };
      },
      async revealSecret(caller, id) {
        webhooks.get(caller.accountId, id);
        return { secret: SECRET, previous: [] };
      },
      async knownSecrets(caller, id) {
        webhooks.get(caller.accountId, id);
        return { inForce: [SECRET], ended: [{ secret: ENDED_SECRET, endedMs: Date.parse(AT) }] };
      },
      async check(caller, { webhook_id: id }) {
        if (id !== undefined) webhooks.get(caller.accountId, id);
        return [{ pointer: "/url", code: "address_refused", detail: "is refused" }];
      },
      async exam(caller, id, input, gone) {
        note("exam", [input, gone]);
        webhooks.get(caller.accountId, id);
        return { ...EXAM_REPORT, webhook_id: id };
      },
      async test(caller, id, body) {
        fake.bodies.push(body);
        webhooks.get(caller.accountId, id);
        return ATTEMPT;
      },
    },

    events: {
      publish: async (caller, body, idempotent, trace) => {
        note("events.publish", [trace]);
        return once(caller, body, idempotent?.key, () => accepted(next("evt")));
      },
      publishBatch: async (caller, body, idempotent, trace) => {
        note("events.publishBatch", [trace]);
        return once(caller, body, idempotent?.key, () => ({
          data: [
            { status: 202 as const, ...accepted(next("evt")) },
            { status: 422, code: "unknown_event_type", detail: "Cannot publish this" },
          ],
        }));
      },
      async list(caller, filter, page) {
        note("events.list", [filter]);
        const { data, next: position } = events.page(caller.accountId, page);
        return { data: data.map(({ dataJson: _bytes, trace_id: _trace, ...head }) => head), next: position };
      },
      get: async (caller, id) => {
        const { data_bytes: _size, ...event } = events.get(caller.accountId, id);
        return event;
      },
      async deliveries(caller, id, page) {
        events.get(caller.accountId, id);
        return deliveries.page(caller.accountId, page);
      },
      async explain(caller, id) {
        events.get(caller.accountId, id);
        return { event_id: id, data: [explanationView("wh_mine")] };
      },
      async replay(caller, id, webhookId) {
        events.get(caller.accountId, id);
        return deliveryView("dlv_new", id, webhookId);
      },
    },

    deliveries: {
      async list(caller, filter, page) {
        note("deliveries.list", [filter]);
        return deliveries.page(caller.accountId, page);
      },
      get: async (caller, id) => ({
        ...deliveries.get(caller.accountId, id),
        payload_expired: false,
        attempts: [ATTEMPT],
        planned_attempts: [AT],
      }),
      retry: async (caller, id) => deliveries.get(caller.accountId, id),
      cancel: async (caller, id) => deliveries.change(caller.accountId, id, { status: "cancelled" }),
    },

    eventTypes: {
      list: async (caller, page) => types.page(caller.accountId, page),
      get: async (caller, name) => types.get(caller.accountId, name),
      create: async (caller, { name }) => types.put(caller.accountId, name, eventTypeView(name)),
      update: async (caller, name, { description = "" }) => types.change(caller.accountId, name, { description }),
    },

    keys: {
      async authenticate(token) {
        fake.tokensAsked.push(token);
        return fake.principals.get(token);
      },
      list: async (caller, page) => keys.page(caller.accountId, page),
      async create(caller, { scopes }) {
        const id = next("key");
        return { ...keys.put(caller.accountId, id, keyView(id, scopes)), key: "cck_shown_once" };
      },
      revoke: async (caller, id) => keys.remove(caller.accountId, id),
    },

    ...fakeSessions((key) => fake.principals.get(key)),

    accounts: {
      exists: async (id) => id === "acct_default" || id === "acct_other",
      get: async (id) => accounts.get("", id),
      list: async (page) => accounts.page("", page),
      create: async (_caller, name) => accounts.put("", next("acct"), { id: "acct_new", name, created_at: AT }),
    },

    audit: {
      async list(caller, filter, page) {
        note("audit.list", [filter]);
        return audit.page(caller.accountId, page);
      },
    },

    receivers: {
      list: async (caller, page) => receivers.page(caller.accountId, page),
      get: async (caller, id) => receivers.get(caller.accountId, id),
      async create(caller, { name, behaviour = ReceiverBehaviourChoice.parse({}) }) {
        const id = next("rcv").replace("_new", "_");
        return receivers.put(caller.accountId, id, { ...receiverView(id), name, behaviour });
      },
      update: async (caller, id, { name, behaviour }) =>
        receivers.change(caller.accountId, id, {
          ...(name === undefined ? {} : { name }),
          ...(behaviour === undefined ? {} : { behaviour }),
        }),
      delete: async (caller, id) => receivers.remove(caller.accountId, id),
      async at(id) {
        const accountId = id === "rcv_theirs" ? "acct_other" : "acct_default";
        const found = (await fake.receivers.list({ ...CALLER, accountId }, { limit: 100, after: null })).data.find(
          (one) => one.id === id,
        );
        return found === undefined ? undefined : { ...found, accountId };
      },
      signers: async () => fake.signers,
    },

    stats: fakeStats(webhooks),
    replays: fakeReplays(webhooks, note),
    ...fakeAlerts(note),

    traffic: {
      list: async (caller) => runs.page(caller.accountId, { limit: 100, after: null }).data,
      start: async (caller, input) => {
        const id = next("trf").replace("_new", "_");
        return runs.put(caller.accountId, id, { ...trafficRun(id), ...input });
      },
      stop: async (caller, id) => runs.change(caller.accountId, id, { status: "stopped", finished_at: AT }),
    },

    apiCalls: {
      count: (call) => void fake.counted.push(call),
      async list(caller, filter) {
        note("apiCalls.list", [filter]);
        return { data: [{ ...API_CALLS, accountId: caller.accountId }], next: null };
      },
    },

    stream: {
      announce: (accountId, entry) => void fake.announced.push({ accountId, entry }),
      follow(accountId, lastEventId, deliver) {
        fake.followers.set(deliver, { accountId, ...(lastEventId === undefined ? {} : { lastEventId }) });
        for (const item of fake.backlog) deliver(item);
        return () => fake.followers.delete(deliver);
      },
    },

    retention: () => ({
      sweptMs: AT_MS,
      sweeping: false,
      oldestMs: null,
      held: 2,
      space: { bytes: 4_096, freeBytes: 0, canGiveBack: true },
      removed: { events: 3, payloads: 0, audit: 0 },
    }),
    readiness: () => fake.state,
    load: () => ({ inFlight: 0, lanes: 0, queued: 0, waitingCommands: 0 }),
    start: async () => undefined,
    stop: async () => undefined,
  };
  return fake;

  function note(method: string, args: readonly unknown[]): void {
    fake.calls.push({ method, args });
  }

  function failing<Value>(read: () => Value): Value {
    if (fake.failure !== undefined) throw fake.failure;
    return read();
  }

  function once<Result>(caller: Caller, bytes: Uint8Array, key: string | undefined, make: () => Result) {
    fake.bodies.push(bytes);
    const body = Buffer.from(bytes).toString("latin1");
    const name = `${caller.accountId} ${key}`;
    const before = answered.get(name);
    if (key !== undefined && before !== undefined) {
      if (before.body !== body) throw new Problem("idempotency_mismatch", "Cannot use this key for another request");
      return { result: before.result as Result, replayed: true };
    }
    const result = failing(make);
    answered.set(name, { body, result: result as never });
    return { result, replayed: false };
  }
}

export function principal(accountId: string, scopes: readonly Scope[], operator = false): Principal {
  const standing = { keyHash: "", expiresMs: null, session: null };
  return { keyId: "key_mine", name: "Mine", accountId, scopes, operator, ...standing };
}

function accepted(id: string): EventAccepted {
  return { id, type: "customer.qualified", created: CREATED, deliveries: 1 };
}

function eventView(id: string): StoredEvent {
  return {
    id,
    type: "customer.qualified",
    created: CREATED,
    version: "2024-01-01",
    deliveries: { pending: 1, succeeded: 0, failed: 0, cancelled: 0 },
    payload_expired: false,
    warnings: [],
    trace_id: TRACE_ID,
    data_bytes: DATA.length,
    dataJson: Buffer.from(DATA),
  };
}

function trafficRun(id: string): TrafficRun {
  return {
    id,
    types: ["customer.qualified"],
    rate_per_second: 1,
    duration_seconds: 10,
    status: "running",
    published: 0,
    refused: 0,
    last_error: null,
    started_at: AT,
    ends_at: AT,
    finished_at: null,
  };
}

function receiverView(id: string): ReceiverDefinition {
  return { id, name: "My receiver", behaviour: ReceiverBehaviourChoice.parse({}), created_at: AT };
}

function keyView(id: string, scopes: Scope[]): Key {
  return { id, name: "", scopes, operator: false, hint: "abcd", created_at: AT, expires_at: null, revoked_at: null };
}

function auditEntry(id: string): AuditEntry {
  return {
    id,
    at: AT,
    actor: "key_mine",
    actor_name: "Mine",
    ip: "203.0.113.7",
    action: "secret.reveal",
    target: "wh_mine",
    request_id: "req_1",
    changes: [],
  };
}
