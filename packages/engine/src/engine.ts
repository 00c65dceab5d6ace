import { LIMITS } from "@callcall/contract";
import type { Store } from "@callcall/store";
import { createGroupCommit } from "./commit/group-commit.ts";
import { Dispatcher } from "./dispatch/dispatcher.ts";
import { createWaitKeeper } from "./dispatch/keep-waits.ts";
import type { AttemptPorts } from "./dispatch/ports.ts";
import { recoverOpenAttempts } from "./dispatch/recover.ts";
import { instant } from "./domain/instant.ts";
import { createExam } from "./exam/exam.ts";
import { type AddressPolicy, type HttpSender, watchOutage } from "./http/index.ts";
import type { Clock, Timer, Timers } from "./runtime/clock.ts";
import { createIds } from "./runtime/ids.ts";
import { watchJumps } from "./runtime/jump-watch.ts";
import type { Log } from "./runtime/log.ts";
import type { Random } from "./runtime/random.ts";
import type { EngineSettings } from "./runtime/settings.ts";
import { createAccountService } from "./services/accounts.ts";
import { createAlerts } from "./services/alerts/index.ts";
import type { Mailer } from "./services/alerts/ports.ts";
import { createApiCalls } from "./services/api-calls.ts";
import { createAudit, createAuditService } from "./services/audit.ts";
import { cancelDeleted } from "./services/cancel-deleted.ts";
import { createSchemaCache } from "./services/catalogue.ts";
import { createDeliveryService } from "./services/deliveries.ts";
import { createDirectory } from "./services/directory.ts";
import { createEventTypeService } from "./services/event-types.ts";
import { createEventReads } from "./services/events.ts";
import { explain } from "./services/explain.ts";
import { createKeyService } from "./services/keys.ts";
import type { Engine } from "./services/port.ts";
import { createPortalService } from "./services/portals.ts";
import { createProbe } from "./services/probe.ts";
import { measured } from "./services/publish-measured.ts";
import { createPublishing } from "./services/publishing.ts";
import { createReceiverService } from "./services/receivers.ts";
import { replayEvent } from "./services/replay.ts";
import { createReplays } from "./services/replays/replays.ts";
import { createRetention } from "./services/retention.ts";
import { createRotations } from "./services/rotations.ts";
import { createSessionService } from "./services/sessions.ts";
import { createStatsService } from "./services/stats.ts";
import { createStream } from "./services/stream.ts";
import { createTestSend } from "./services/test-send.ts";
import { createWebhookSecrets, knownSecretsOf } from "./services/webhook-secrets.ts";
import { createWebhookService } from "./services/webhooks.ts";
import { createCredentials } from "./signing/credentials.ts";
import type { Vault } from "./signing/vault.ts";
import { type Observe, toAll } from "./telemetry/observe.ts";
import type { Tracer } from "./telemetry/tracer.ts";
import { createTraffic } from "./traffic/traffic.ts";

export interface EngineOptions {
  readonly store: Store;
  readonly vault: Vault;
  readonly sender: HttpSender;
  readonly policy: AddressPolicy;
  readonly settings: EngineSettings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** `user-agent` of deliveries: `CallCall-Webhooks/<version>`. */
  readonly userAgent: string;
  /** Sends the e-mail of alerts; without it, there is none. */
  readonly mailer?: Mailer;
  /** Where a person reads an alert; null: that is not known. */
  readonly alertUrl?: (alertId: string) => string | null;
  /** Told of every step that the engine measures. */
  readonly observers?: readonly Observe[];
  /** Makes the spans of traces; without it a publisher's trace is carried on as it came. */
  readonly tracer?: Tracer | undefined;
  /** The disk refused to sync: stop the process, acknowledge nothing more. */
  readonly onFatal: (error: Error) => void;
}

/** How often expired idempotency keys, secrets and figures are dropped, and how many at a time. */
const EXPIRE_EVERY_MS = 60_000;
const EXPIRE_ROWS = 1_000;
/** How long a rotated-out secret is kept after its end, so that the validator can name it as the cause. */
const ENDED_SECRETS_KEPT_MS = 7 * 86_400_000;
/** How long a stop waits for what was cut off to be recorded. */
const SETTLE_WITHIN_MS = 1_000;

/** Wire the engine's parts together. It does nothing until `start`. */
export function createEngine(options: EngineOptions): Engine {
  const { store, policy, settings, timers, random, log, userAgent, tracer, onFatal } = options;
  // Everything reads the wall through this, so that nothing is decided by a clock that was set and not noticed.
  const clock = watchJumps(options.clock, (jumpMs, wallMs) => waits.jumped(jumpMs, wallMs));
  const ids = createIds(clock, random);
  const abandon = new AbortController();
  const observe = toAll(options.observers ?? [], log);
  const sender = watchOutage(options.sender, { clock, log, observe });
  const commit = createGroupCommit({ store, clock, timers, observe, onFatal, gatherMs: settings.commitGatherMs });
  const stream = createStream(ids.next("request").slice(4).toLowerCase(), () => clock.nowMs());
  const directory = createDirectory(store);
  const credentials = createCredentials(store, options.vault);
  const audit = createAudit(clock, ids);
  const ports: AttemptPorts = {
    store,
    commit,
    sender,
    credentials,
    clock,
    timers,
    random,
    ids,
    log,
    settings,
    userAgent,
    audit,
    observe,
    tracer,
    onFatal,
    abandoned: abandon.signal,
    announce: (accountId, entry) => stream.announce(accountId, entry),
    onWebhookChanged(webhook) {
      directory.forget(webhook.accountId);
      const { accountId, id: webhookId, disabledReason: reason } = webhook;
      log.warn({ webhook: webhookId, reason }, "a webhook was disabled");
      observe?.({ step: "webhook.disabled", accountId, webhookId, reason });
      stream.announce(webhook.accountId, {
        kind: "webhook.changed",
        at: instant(clock.nowMs()),
        webhook_id: webhook.id,
        status: webhook.status,
      });
    },
  };
  const dispatcher = new Dispatcher(ports);
  const waits = createWaitKeeper({ ...ports, dispatcher, forget: () => directory.forgetAll() });
  const probe = createProbe({ sender, credentials, stream, clock, ids, userAgent });
  const testSend = createTestSend({ probe, credentials, clock, ids, settings });
  const exam = createExam({ probe, credentials, clock, random, ids, settings });
  const schemas = createSchemaCache();
  const secrets = createWebhookSecrets({ store, commit, credentials, clock, random, ids, audit });
  const publishing = createPublishing({
    directory,
    schemas,
    commit,
    dispatcher,
    stream,
    clock,
    timers,
    ids,
    settings,
    idempotencySeconds: LIMITS.idempotency_seconds,
    tracer,
  });
  const { publish, publishBatch } = measured(publishing, { clock, observe, tracer });
  const traffic = createTraffic({ directory, schemas, publish, clock, timers, random, ids });
  const alerts = createAlerts({
    store,
    commit,
    sender,
    mailer: options.mailer ?? null,
    policy,
    vault: options.vault,
    stream,
    clock,
    timers,
    random,
    ids,
    audit,
    log,
    settings,
    userAgent,
    rotationDays: (webhook) => webhook.secretRotationDays,
    alertUrl: options.alertUrl ?? (() => null),
  });
  const replays = createReplays({
    store,
    commit,
    directory,
    dispatcher,
    stream,
    clock,
    timers,
    ids,
    audit,
    log,
    observe,
  });
  const apiCalls = createApiCalls({ store, commit, clock, timers, log });
  const rotations = createRotations({
    store,
    clock,
    timers,
    log,
    async rotate(due) {
      if (!(await secrets.rotateDue(due))) return false;
      directory.forget(due.accountId);
      log.info({ webhook: due.id }, "rotated a secret on schedule");
      stream.announce(due.accountId, {
        kind: "webhook.changed",
        at: instant(clock.nowMs()),
        webhook_id: due.id,
        status: "enabled",
      });
      return true;
    },
  });
  const retention = createRetention({ store, commit, clock, timers, log, kept: settings, observe });
  let notReady: string | null = "The engine is starting";
  let expiry: Timer | undefined;
  let stopping = false;

  function scheduleExpiry(): void {
    if (stopping) return;
    expiry = timers.after(EXPIRE_EVERY_MS, () => {
      dispatcher.dropIdle();
      expireRows()
        .catch((error) => log.warn({ err: error }, "cannot drop expired rows yet"))
        .finally(scheduleExpiry);
    });
  }

  /** Step by step, other commits in between: a thousand webhooks leave a thousand rows of figures every minute. */
  async function expireRows(): Promise<void> {
    const nowMs = clock.nowMs();
    let rows = EXPIRE_ROWS;
    while (rows >= EXPIRE_ROWS && !stopping) {
      const result = await commit.submit({
        kind: "rows.expire",
        nowMs,
        secretsEndedMs: nowMs - ENDED_SECRETS_KEPT_MS,
        minutesBeforeMs: nowMs - LIMITS.stats_minutes_kept_seconds * 1000,
        hoursBeforeMs: nowMs - LIMITS.stats_hours_kept_seconds * 1000,
        callsBeforeMs: nowMs - LIMITS.api_calls_kept_seconds * 1000,
        limit: EXPIRE_ROWS,
      });
      rows = result.rows;
    }
  }

  /** Lanes that have work from before this process. */
  async function wakeLanes(): Promise<void> {
    for (const { accountId, webhookId } of await store.pendingLanes()) {
      alerts.watch(accountId);
      const webhook = (await directory.account(accountId)).webhooks.get(webhookId);
      if (webhook !== undefined) dispatcher.wake(webhook);
      else void cancelDeleted({ accountId, webhookId }, { commit, clock, log, observe, stopping: () => stopping });
    }
  }

  async function within(ms: number, ending: Promise<void>): Promise<void> {
    let timer: Timer | undefined;
    const cut = new Promise<void>((resolve) => {
      timer = timers.after(ms, resolve);
    });
    await Promise.race([ending, cut]);
    timer?.cancel();
  }

  return {
    webhooks: createWebhookService({
      store,
      commit,
      directory,
      dispatcher,
      credentials,
      stream,
      testSend,
      exam,
      policy,
      clock,
      secrets,
      ids,
      settings,
      audit,
      log,
      observe,
      stopping: () => stopping,
    }),
    events: {
      ...createEventReads(store),
      publish,
      publishBatch,
      explain: (caller, eventId) =>
        explain(caller, eventId, { store, directory, dispatcher, serverSchedule: settings.retryScheduleSeconds }),
      replay: (caller, eventId, webhookId) =>
        replayEvent(caller, eventId, webhookId, { store, commit, dispatcher, clock, ids, audit }),
    },
    deliveries: createDeliveryService({ store, commit, dispatcher, clock, settings, audit, observe }),
    replays,
    eventTypes: createEventTypeService({ directory, commit, clock, audit }),
    keys: createKeyService({ store, commit, clock, random, ids, audit }),
    sessions: createSessionService({ store, commit, clock, random, ids, audit }),
    portals: createPortalService({ store, commit, clock, random, ids, audit }),
    accounts: createAccountService({ store, commit, clock, ids, audit }),
    audit: createAuditService(store),
    apiCalls,
    traffic,
    receivers: createReceiverService({
      store,
      commit,
      directory,
      clock,
      random,
      audit,
      knownSecrets: (accountId, webhookId) => knownSecretsOf(credentials, accountId, webhookId, clock.nowMs()),
    }),
    stats: createStatsService(store, clock),
    alertRules: alerts.rules,
    alerts: alerts.alerts,
    stream,
    retention: retention.progress,
    readiness: () =>
      notReady === null ? { ready: true, outageMs: sender.outageMs() } : { ready: false, reason: notReady },
    load: () => ({ ...dispatcher.load, waitingCommands: commit.waiting }),

    async start() {
      const newestEventMs = await store.newestEventMs();
      await waits.begin(clock.nowMs(), newestEventMs);
      const recovered = await recoverOpenAttempts(ports);
      if (recovered > 0) log.warn({ attempts: recovered }, "took up attempts that an earlier process left open");
      publishing.resumeAfter(newestEventMs);
      await wakeLanes();
      if (stopping) return;
      dispatcher.start();
      await alerts.start();
      scheduleExpiry();
      rotations.start();
      await replays.resume();
      retention.start();
      notReady = null;
    },

    async stop(deadlineMs) {
      stopping = true;
      notReady = "The server is stopping";
      expiry?.cancel();
      traffic.close();
      const replaysClosed = replays.close();
      alerts.stop();
      const swept = retention.close();
      const drained = dispatcher.stop();
      await within(deadlineMs, drained);
      // What still hangs is cut off as our own fault, and settled as such.
      await sender.close(0);
      await within(SETTLE_WITHIN_MS, drained);
      abandon.abort();
      await swept;
      await rotations.close();
      await replaysClosed;
      await apiCalls.close();
      await commit.idle();
    },
  };
}
