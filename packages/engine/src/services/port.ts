/**
 * What the engine offers to its front ends (the HTTP API, an embedding application): one interface per
 * noun, in the words of the wire contract. Refusals are thrown as `Problem`.
 */
import type {
  Account,
  Alert,
  AlertNotification,
  AlertRule,
  AlertRuleCreate,
  AlertRuleUpdate,
  Attempt,
  AuditEntry,
  Delivery,
  DeliveryDetail,
  EventType,
  EventTypeCreate,
  EventTypeUpdate,
  ExamReport,
  ExamRequest,
  Key,
  KeyCreate,
  PortalSession,
  PortalSessionCreate,
  PortalTheme,
  Receiver,
  ReceiverCreate,
  ReceiverUpdate,
  Scope,
  SecretReveal,
  Stats,
  StreamEntry,
  TrafficRun,
  TrafficStart,
  Webhook,
  WebhookCheck,
  WebhookCheckResult,
  WebhookCreate,
  WebhookStats,
  WebhookUpdate,
} from "@callcall/contract";
import type {
  AlertFilter,
  ApiCallFilter,
  ApiCallRecord,
  AuditFilter,
  DeliveryFilter,
  Page,
  Position,
} from "@callcall/store";
import type { ApiCall } from "../domain/call-counts.ts";
import type { StatsRequest } from "../domain/stats-window.ts";
import type { EventService } from "./event-port.ts";
import type { ReplayService } from "./replays/port.ts";
import type { RetentionProgress } from "./retention.ts";

export type * from "./event-port.ts";

/** On whose behalf a call is made, for isolation and for the audit log. */
export interface Caller {
  readonly accountId: string;
  /** The id of the key or session that asks; `system` for the server itself. */
  readonly keyId: string;
  /** Its name, as it is now. */
  readonly actorName: string;
  /** The address that the request came from, as far as it can be believed; null where there is none. */
  readonly ip: string | null;
  readonly requestId: string;
}

/** A page of views; `next` is the position to go on from, null on the last page. */
export interface Listing<View> {
  readonly data: readonly View[];
  readonly next: Position | null;
}

/** A webhook's secrets, newest first. */
export interface KnownSecrets {
  readonly inForce: readonly string[];
  /** Rotated out, and kept for some days to tell who still uses them. */
  readonly ended: readonly { readonly secret: string; readonly endedMs: number }[];
}

export interface WebhookService {
  /** The answer carries the whole secret. */
  create(caller: Caller, input: WebhookCreate): Promise<Webhook>;
  list(caller: Caller, page: Page): Promise<Listing<Webhook>>;
  get(caller: Caller, webhookId: string): Promise<Webhook>;
  update(caller: Caller, webhookId: string, input: WebhookUpdate): Promise<Webhook>;
  delete(caller: Caller, webhookId: string): Promise<void>;
  enable(caller: Caller, webhookId: string): Promise<Webhook>;
  disable(caller: Caller, webhookId: string): Promise<Webhook>;
  rotateSecret(caller: Caller, webhookId: string, overlapSeconds: number): Promise<SecretReveal>;
  revealSecret(caller: Caller, webhookId: string): Promise<SecretReveal>;
  /** For checking a signature. Not audited: they do not leave the server. */
  knownSecrets(caller: Caller, webhookId: string): Promise<KnownSecrets>;
  /** Every fault of these settings, as registering (or, with `webhook_id`, changing) would name it. Writes nothing. */
  check(caller: Caller, input: WebhookCheck): Promise<WebhookCheckResult["errors"]>;
  /** Examine the consumer; it ends early, with `bad_request`, once `gone` is aborted: nobody waits for the report. */
  exam(caller: Caller, webhookId: string, input: ExamRequest, gone: AbortSignal): Promise<ExamReport>;
  /** Send a sample now. `body`: the raw JSON request `{type, data?}`; `data` is sent byte for byte. */
  test(caller: Caller, webhookId: string, body: Uint8Array): Promise<Attempt>;
}

export interface DeliveryService {
  list(caller: Caller, filter: DeliveryFilter, page: Page): Promise<Listing<Delivery>>;
  get(caller: Caller, deliveryId: string): Promise<DeliveryDetail>;
  retry(caller: Caller, deliveryId: string): Promise<Delivery>;
  cancel(caller: Caller, deliveryId: string): Promise<Delivery>;
}

export interface EventTypeService {
  /** By name; `after.id` is a name, `after.ms` is 0. */
  list(caller: Caller, page: Page): Promise<Listing<EventType>>;
  get(caller: Caller, name: string): Promise<EventType>;
  create(caller: Caller, input: EventTypeCreate): Promise<EventType>;
  update(caller: Caller, name: string, input: EventTypeUpdate): Promise<EventType>;
}

/** What is held in memory at a moment. */
export interface EngineLoad {
  /** Slots in use: requests out, and those that commits under way have reserved. */
  readonly inFlight: number;
  /** Webhooks that have, or had since the start, something to send. */
  readonly lanes: number;
  /** Deliveries that wait in memory. */
  readonly queued: number;
  /** Commands that wait for the next commit. */
  readonly waitingCommands: number;
}

/** A key, a session or a link that was found valid, and what it may do. */
export interface Principal {
  /** Who did it, in the audit log: the key, or for those who came in by a portal link the link. */
  readonly keyId: string;
  readonly name: string;
  readonly accountId: string;
  readonly scopes: readonly Scope[];
  readonly operator: boolean;
  /** The hash of the key that all of it depends on. */
  readonly keyHash: string;
  readonly expiresMs: number | null;
  /** Null for a key itself. */
  readonly session: SignedIn | null;
}

/** Somebody at a browser. */
export interface SignedIn {
  readonly id: string;
  /** The link that they came in by; null for those who have a key. */
  readonly portal: { readonly id: string; readonly theme: PortalTheme | null; readonly embeddable: boolean } | null;
}

export interface KeyService {
  /** The principal behind a bearer token; undefined for unknown, expired and revoked ones alike. */
  authenticate(token: string): Promise<Principal | undefined>;
  list(caller: Caller, page: Page): Promise<Listing<Key>>;
  create(caller: Caller, input: KeyCreate): Promise<Key & { readonly key: string }>;
  revoke(caller: Caller, keyId: string): Promise<void>;
}

/** Which request it is, and where it comes from. */
export type Whence = Pick<Caller, "requestId" | "ip">;

export interface SessionService {
  /** A fresh session, and the token that opens it; undefined for whatever is no valid key or link, after the same work. */
  signIn(
    credential: { readonly key: string } | { readonly portalToken: string },
    from: Whence,
  ): Promise<{ readonly token: string; readonly principal: Principal } | undefined>;
  /** The principal behind a session's token; undefined for unknown and ended ones alike. */
  authenticate(token: string): Promise<Principal | undefined>;
  /** End a session; one that has ended already stays so. */
  signOut(principal: Principal, from: Whence): Promise<void>;
}

export interface PortalService {
  /** A link that gives no more than the principal has. `token` is shown this once. */
  create(
    caller: Caller,
    principal: Principal,
    input: PortalSessionCreate,
  ): Promise<PortalSession & { readonly token: string }>;
  list(caller: Caller, page: Page): Promise<Listing<PortalSession>>;
  revoke(caller: Caller, portalId: string): Promise<void>;
  /** The pages that may show this link's portal in a frame; undefined when it is not in force. */
  allowedOrigins(portalId: string): Promise<readonly string[] | undefined>;
}

export interface AccountService {
  exists(accountId: string): Promise<boolean>;
  get(accountId: string): Promise<Account>;
  list(page: Page): Promise<Listing<Account>>;
  create(caller: Caller, name: string): Promise<Account>;
}

export interface AuditService {
  list(caller: Caller, filter: AuditFilter, page: Page): Promise<Listing<AuditEntry>>;
}

/** A test receiver as it is stored: its address and its traffic are known at the edge. */
export type ReceiverDefinition = Omit<Receiver, "url" | "received">;

/** A webhook that delivers to a receiver, and what it signs with. */
export interface Signer {
  readonly webhookId: string;
  readonly secrets: KnownSecrets;
}

export interface ReceiverService {
  list(caller: Caller, page: Page): Promise<Listing<ReceiverDefinition>>;
  get(caller: Caller, receiverId: string): Promise<ReceiverDefinition>;
  create(caller: Caller, input: ReceiverCreate): Promise<ReceiverDefinition>;
  update(caller: Caller, receiverId: string, input: ReceiverUpdate): Promise<ReceiverDefinition>;
  delete(caller: Caller, receiverId: string): Promise<void>;
  /** The receiver that a request is for; undefined when there is none. A request brings no key, only the id. */
  at(receiverId: string): Promise<(ReceiverDefinition & { readonly accountId: string }) | undefined>;
  /** Webhooks of the account whose URL is this receiver's, at most ten. */
  signers(accountId: string, receiverId: string): Promise<readonly Signer[]>;
}

/** Figures, from what was rolled up as attempts settled. A window that cannot be shown is `invalid_parameter`. */
export interface StatsService {
  account(caller: Caller, request: StatsRequest): Promise<Stats>;
  webhook(caller: Caller, webhookId: string, request: StatsRequest): Promise<Stats>;
  /** In the order of the list of webhooks. */
  webhooks(caller: Caller, request: StatsRequest, page: Page): Promise<Listing<WebhookStats>>;
}

/** Runs of the traffic simulator, one at a time in an account. */
export interface TrafficService {
  /** The last 20, newest first. */
  list(caller: Caller): Promise<readonly TrafficRun[]>;
  start(caller: Caller, input: TrafficStart): Promise<TrafficRun>;
  stop(caller: Caller, runId: string): Promise<TrafficRun>;
}

export interface AlertRuleService {
  /** The defaults first, then the account's own; `after.ms` is a place in that order. */
  list(caller: Caller, page: Page): Promise<Listing<AlertRule>>;
  get(caller: Caller, ruleId: string): Promise<AlertRule>;
  /** The answer carries the whole secret, where there is one. */
  create(caller: Caller, input: AlertRuleCreate): Promise<AlertRule>;
  /** The answer carries the whole secret if this change has made one. */
  update(caller: Caller, ruleId: string, input: AlertRuleUpdate): Promise<AlertRule>;
  delete(caller: Caller, ruleId: string): Promise<void>;
  /** Send a sample through every channel, now. */
  test(caller: Caller, ruleId: string): Promise<{ readonly data: AlertNotification[] }>;
}

export interface AlertService {
  /** Newest first. */
  list(caller: Caller, filter: AlertFilter, page: Page): Promise<Listing<Alert>>;
  get(caller: Caller, alertId: string): Promise<Alert>;
  resolve(caller: Caller, alertId: string): Promise<Alert>;
}

export interface ApiCallService {
  /** Count a call that was answered. Never throws, never waits. */
  count(call: ApiCall): void;
  /** By minute, newest first. Calls of the last seconds are not there yet. */
  list(caller: Caller, filter: ApiCallFilter, page: Page): Promise<Listing<ApiCallRecord>>;
}

/** A place in the stream, opaque: what SSE sends as `id:` and gets back as Last-Event-ID. */
export interface StreamItem {
  readonly id: string;
  readonly entry: StreamEntry;
}

export interface StreamService {
  /** Tell the account's followers. Never throws, never waits. */
  announce(accountId: string, entry: StreamEntry): void;
  /**
   * Follow an account: what is held since `lastEventId` (or a `stream.gap` entry when that is gone), then
   * everything as it happens. `deliver` must not block; stop by calling the returned function.
   */
  follow(accountId: string, lastEventId: string | undefined, deliver: (item: StreamItem) => void): () => void;
}

/** Whether the engine can take work; `reason` in plain words when it cannot. */
export type Readiness =
  /** `outageMs`: for how long most hosts have been out of reach; null while they are not. */
  { readonly ready: true; readonly outageMs: number | null } | { readonly ready: false; readonly reason: string };

export interface Engine {
  readonly webhooks: WebhookService;
  readonly events: EventService;
  readonly deliveries: DeliveryService;
  readonly replays: ReplayService;
  readonly eventTypes: EventTypeService;
  readonly keys: KeyService;
  readonly sessions: SessionService;
  readonly portals: PortalService;
  readonly accounts: AccountService;
  readonly audit: AuditService;
  readonly apiCalls: ApiCallService;
  readonly receivers: ReceiverService;
  readonly traffic: TrafficService;
  readonly stats: StatsService;
  readonly alertRules: AlertRuleService;
  readonly alerts: AlertService;
  readonly stream: StreamService;
  retention(): RetentionProgress;
  readiness(): Readiness;
  /** How busy it is at this moment. */
  load(): EngineLoad;
  /** Take up what an earlier process left, then dispatch. */
  start(): Promise<void>;
  /** Stop taking work, let attempts in flight end (at most `deadlineMs`), settle, and leave the rest to the next start. */
  stop(deadlineMs: number): Promise<void>;
}
