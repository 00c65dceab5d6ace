import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventAccepted, StreamEntry, Webhook, WebhookCreate } from "@callcall/contract";
import type { DeliveryRecord, Store } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import { createEngine } from "../engine.ts";
import { DEVELOPMENT_POLICY } from "../http/index.ts";
import type { Log } from "../runtime/log.ts";
import type { Random } from "../runtime/random.ts";
import { DEFAULT_SETTINGS, type EngineSettings } from "../runtime/settings.ts";
import type { Mailer } from "../services/alerts/ports.ts";
import type { Caller, Engine, IdempotentRequest, Published } from "../services/port.ts";
import { createVault } from "../signing/vault.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import { createFakeSender, type FakeSender } from "./fake-sender.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** A directory of its own for a store, and how to be rid of it. */
export interface TestDirectory {
  readonly path: string;
  remove(): void;
}

export function makeDirectory(): TestDirectory {
  const directory = mkdtempSync(join(tmpdir(), "callcall-engine-"));
  return { path: join(directory, "callcall.db"), remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export interface HarnessOptions {
  readonly settings?: Partial<EngineSettings>;
  /** Stands between the engine and the store. */
  readonly wrap?: (store: Store) => Store;
  readonly startMs?: number;
  readonly seed?: number;
  readonly respond?: FakeSender["respond"];
  readonly mailer?: Mailer;
  readonly observers?: readonly Observe[];
  readonly tracer?: Tracer;
  /** Leave it to the test to start the engine. */
  readonly unstarted?: boolean;
}

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The real engine on the real SQLite store, with a virtual clock and a network of fakes. */
export interface Harness {
  readonly engine: Engine;
  readonly store: Store;
  readonly time: VirtualTime;
  readonly sender: FakeSender;
  readonly caller: Caller;
  readonly fatal: readonly Error[];
  readonly log: readonly LogLine[];
  /** Wait for a promise that needs turns of the event loop, but no time. */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  webhook(input?: Partial<WebhookCreate>): Promise<Webhook>;
  publish(data?: unknown, extra?: { type?: string; id?: string }): Promise<EventAccepted>;
  publishRaw(body: string, idempotent?: IdempotentRequest): Promise<Published<EventAccepted>>;
  deliveries(webhookId?: string): Promise<readonly DeliveryRecord[]>;
  /** Everything announced to the account from now on. */
  follow(): readonly StreamEntry[];
  /** Stop in good order. */
  close(): Promise<void>;
  /** The process is gone: nothing of the engine runs any more. */
  crash(): Promise<void>;
}

export const ACCOUNT = "acct_test";
export const CALLER: Caller = {
  accountId: ACCOUNT,
  keyId: "key_test",
  actorName: "Test",
  ip: "203.0.113.9",
  requestId: "req_test",
};
/** A test event type that every harness has. */
export const TYPE = "test.happened";

export async function openHarness(path: string, options: HarnessOptions = {}): Promise<Harness> {
  const time = createVirtualTime(options.startMs);
  const sender = createFakeSender(time.clock);
  if (options.respond !== undefined) sender.respond = options.respond;
  const real = await openSqliteStore({ path });
  const store = options.wrap?.(real) ?? real;
  const random = seededRandom(options.seed ?? 1);
  const fatal: Error[] = [];
  const lines: LogLine[] = [];
  const engine = createEngine({
    store,
    vault: createVault(new Uint8Array(32).fill(7), random),
    sender,
    policy: DEVELOPMENT_POLICY,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    clock: time.clock,
    timers: time.timers,
    random,
    log: logTo(lines),
    userAgent: "CallCall-Webhooks/0.0.0-test",
    ...(options.mailer === undefined ? {} : { mailer: options.mailer }),
    observers: options.observers ?? [],
    tracer: options.tracer,
    alertUrl: (alertId) => `https://hooks.example/alerts/${alertId}`,
    onFatal: (error) => void fatal.push(error),
  });

  async function run<Value>(promise: Promise<Value>): Promise<Value> {
    // Whatever it comes to is handed on below; until then it must not count as unhandled.
    promise.catch(() => {});
    await time.settle();
    return promise;
  }

  const harness: Harness = {
    engine,
    store: real,
    time,
    sender,
    caller: CALLER,
    fatal,
    log: lines,
    run,
    webhook: (input = {}) =>
      run(engine.webhooks.create(CALLER, { url: "https://consumer.example/hook", events: ["*"], ...input })),
    publish: async (data = {}, { type = TYPE, id } = {}) => {
      const body = JSON.stringify({ type, data, ...(id === undefined ? {} : { id }) });
      return (await harness.publishRaw(body)).result;
    },
    publishRaw: (body, idempotent) => run(engine.events.publish(CALLER, new TextEncoder().encode(body), idempotent)),
    deliveries: async (webhookId) => {
      const filter = webhookId === undefined ? {} : { webhookId };
      return (await real.deliveries(ACCOUNT, filter, { limit: 100_000, after: null })).rows;
    },
    follow() {
      const entries: StreamEntry[] = [];
      engine.stream.follow(ACCOUNT, undefined, (item) => entries.push(item.entry));
      return entries;
    },
    async close() {
      const stopped = engine.stop(0);
      await time.advance(2_000);
      await stopped;
      await real.close();
    },
    async crash() {
      await real.close();
    },
  };

  if (options.unstarted !== true) await run(engine.start());
  await run(addType(engine));
  return harness;
}

async function addType(engine: Engine): Promise<void> {
  try {
    await engine.eventTypes.create(CALLER, { name: TYPE, description: "", validation: "warn" });
  } catch {
    // There since the run before.
  }
}

/** Splitmix32: small, seeded, good enough to tell ids apart. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const uint32 = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return {
    bytes: (length) => Uint8Array.from({ length }, () => uint32() & 0xff),
    fraction: () => uint32() / 2 ** 32,
  };
}

function logTo(lines: LogLine[]): Log {
  const at =
    (level: LogLine["level"]): Log["info"] =>
    (fields, message) =>
      void lines.push({ level, message, fields });
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
