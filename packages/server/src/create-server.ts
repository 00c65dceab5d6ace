import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { type ApiLogger, createApi } from "@callcall/api";
import { DEFAULT_ACCOUNT_ID, LIMITS, SCOPES } from "@callcall/contract";
import { dashboardDirectory, dashboardRoutes } from "@callcall/dashboard";
import {
  createEngine,
  createIds,
  createSender,
  createVault,
  DEFAULT_SETTINGS,
  deriveKey,
  type Engine,
  hashKey,
  hintOf,
  type Log,
  type Resolver,
  systemClock,
  systemRandom,
  systemTimers,
} from "@callcall/engine";
import type { Store } from "@callcall/store";
import { checkMasterKey } from "./check-master-key.ts";
import type { ServerConfig } from "./config/resolve.ts";
import { ensureDataDir, type KeptKey, keptKey } from "./data-dir.ts";
import { listenError } from "./listen-error.ts";
import { createMailer } from "./mail/mailer.ts";
import { openStore } from "./open-store.ts";
import type { LineLog } from "./telemetry/attempt-log.ts";
import { createTelemetry } from "./telemetry/telemetry.ts";

/** A running server. */
export interface CallCallServer {
  /** `http://127.0.0.1:4400` */
  readonly url: string;
  /** `http://127.0.0.1:9464/metrics`; null where metrics have no port of their own. */
  readonly metricsUrl: string | null;
  /** The operator key. */
  readonly apiKey: string;
  readonly engine: Engine;
  /** Stop taking requests, let attempts in flight end, settle, close the store. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly config: ServerConfig;
  readonly log: Log & ApiLogger & LineLog;
  /** The disk refused to sync: the process must go down, since nothing it acknowledges would be true. */
  readonly onFatal: (error: Error) => void;
  /** Certificate authorities that deliveries trust beside the public ones, PEM. */
  readonly extraCa?: readonly string[];
  /** Commit on a thread of its own, as is the default. Without it every sync to disk holds up the event loop. */
  readonly writerThread?: boolean;
  /** Resolves the hosts of webhooks; the system's resolver without it. */
  readonly resolver?: Resolver;
}

export const VERSION: string = (createRequire(import.meta.url)("../package.json") as { version: string }).version;

const API_KEY: KeptKey = {
  fileName: "api.key",
  prefix: "ck_",
  minCharacters: 8,
  ifDeleted: "the next start makes another",
};
const MASTER_KEY: KeptKey = {
  fileName: "master.key",
  prefix: "",
  minCharacters: 32,
  ifDeleted: "the next start makes another, which does not open the secrets of webhooks that are stored already",
};

/** Wire the parts together and start them: the store, the engine on it, the API in front. */
export async function createServer(options: ServerOptions): Promise<CallCallServer> {
  const { config } = options;
  await ensureDataDir(config.dataDir);
  const store = await openStore(config, options.writerThread ?? true);
  try {
    return await startOn(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(store: Store, options: ServerOptions): Promise<CallCallServer> {
  const { config, log, onFatal } = options;
  // Under the lock of the store: of two servers that start at once, one makes the keys.
  const apiKey = config.apiKey ?? (await keptKey(config.dataDir, API_KEY));
  const masterKey = Buffer.from(config.masterKey ?? (await keptKey(config.dataDir, MASTER_KEY)));
  const clock = systemClock;
  const timers = systemTimers;
  const random = systemRandom;
  const ids = createIds(clock, random);
  const policy = { mode: config.mode, extraPorts: config.extraPorts };
  const sender = createSender({
    policy,
    clock,
    timers,
    ...(options.extraCa === undefined ? {} : { extraCa: options.extraCa }),
    ...(options.resolver === undefined ? {} : { resolver: options.resolver }),
  });
  const vault = createVault(masterKey, random);
  // A development server is reached where it listens, which with port 0 is known only then.
  let publicUrl = config.publicUrl ?? null;
  const trust = options.extraCa === undefined ? {} : { extraCa: options.extraCa };
  const telemetry = await createTelemetry({ config, store, log, version: VERSION });
  const engine = createEngine({
    store,
    vault,
    sender,
    policy,
    settings: {
      ...DEFAULT_SETTINGS,
      // A quarter of the processor time of a delivery, where each event comes in a request of its own.
      commitGatherMs: 3,
      retryScheduleSeconds: config.retryScheduleSeconds,
      inFlightPerWebhook: config.inFlightPerWebhook,
      inFlightPerNode: config.inFlightPerNode,
      inFlightPerAccount: config.inFlightPerAccount,
      inFlightPerHost: config.inFlightPerHost,
      queuedInMemory: config.queuedInMemory,
      breaker: config.breaker,
      payloadBytes: config.payloadBytes,
      webhooksPerAccount: config.webhooksPerAccount,
      eventsKeptMs: config.eventsKeptMs,
      payloadsKeptMs: config.payloadsKeptMs,
      auditKeptMs: config.auditKeptMs,
    },
    clock,
    timers,
    random,
    log,
    userAgent: `CallCall-Webhooks/${VERSION}`,
    ...(config.mail === undefined ? {} : { mailer: createMailer({ ...config.mail, ...trust }) }),
    alertUrl: (alertId) => (publicUrl === null ? null : `${publicUrl}/alerts/${alertId}`),
    observers: telemetry.observers,
    tracer: telemetry.tracer,
    onFatal,
  });
  const api = createApi({
    engine,
    cursorKey: deriveKey(masterKey, "cursors"),
    mode: config.mode,
    version: VERSION,
    logger: log,
    now: () => clock.nowMs(),
    requestIds: () => ids.next("request"),
    publicUrl: () => publicUrl,
    receivers: {
      fraction: () => random.fraction(),
      after(ms, callback) {
        const timer = timers.after(ms, callback);
        return () => timer.cancel();
      },
    },
    setup: {
      store: "sqlite",
      mail: config.mail !== undefined,
      retryScheduleSeconds: config.retryScheduleSeconds,
      retention: {
        eventsKeptMs: config.eventsKeptMs,
        payloadsKeptMs: config.payloadsKeptMs,
        auditKeptMs: config.auditKeptMs,
      },
      limits: {
        ...LIMITS,
        in_flight_per_webhook: config.inFlightPerWebhook,
        in_flight_per_node: config.inFlightPerNode,
        in_flight_per_account: config.inFlightPerAccount,
        in_flight_per_host: config.inFlightPerHost,
        queued_in_memory: config.queuedInMemory,
        payload_bytes: config.payloadBytes,
        webhooks_per_account: config.webhooksPerAccount,
      },
    },
    metrics: telemetry.metrics,
    onAnswered: telemetry.onAnswered,
    dashboard: { directory: dashboardDirectory, routes: dashboardRoutes },
    trustedProxies: config.trustedProxies,
  });

  let metricsUrl: string | null;
  try {
    await checkMasterKey(store, vault, clock.nowMs());
    await bootstrap(store, apiKey, clock.nowMs());
    await engine.start();
    await api.listen({ port: config.port, host: config.host });
    metricsUrl = await telemetry.listen(engine);
  } catch (error) {
    await api.close();
    await engine.stop(0);
    await telemetry.close();
    throw listenError(error, config);
  }

  const url = urlOf(config.host, portOf(api.server.address()) ?? config.port);
  if (config.mode === "development") publicUrl ??= url;

  return {
    url,
    metricsUrl,
    apiKey,
    engine,
    async close() {
      const deadlineMs = clock.monotonicMs() + config.drainMs;
      // A client that never ends its request, or never reads its answer, must not keep the server.
      const cut = timers.after(config.drainMs, () => api.server.closeAllConnections());
      await api.close();
      cut.cancel();
      await engine.stop(Math.max(0, deadlineMs - clock.monotonicMs()));
      // Before the store: a scrape reads it.
      await telemetry.close();
      await store.close();
    },
  };
}

/** The default account, and the operator key that the server was started with in place of any earlier one. */
async function bootstrap(store: Store, apiKey: string, nowMs: number): Promise<void> {
  const hash = hashKey(apiKey);
  // As at every start but the first. Nothing is written then, so that a full disk can be restarted on.
  if ((await store.keyByHash(hash))?.operator === true) return;
  const account = { id: DEFAULT_ACCOUNT_ID, name: "Default", createdMs: nowMs };
  const results = await store.commit([
    { kind: "account.create", account, audit: null },
    {
      kind: "key.bootstrap",
      key: {
        accountId: DEFAULT_ACCOUNT_ID,
        id: "key_operator",
        name: "Operator (CALLCALL_API_KEY)",
        scopes: SCOPES,
        operator: true,
        hash,
        hint: hintOf(apiKey),
        createdMs: nowMs,
        expiresMs: null,
        revokedMs: null,
      },
    },
  ]);
  for (const result of results) if (result.kind === "rejected") throw result.error;
}

function portOf(address: AddressInfo | string | null): number | undefined {
  return typeof address === "object" ? address?.port : undefined;
}

function urlOf(host: string, port: number): string {
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
}
