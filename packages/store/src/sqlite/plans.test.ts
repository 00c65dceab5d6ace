/** Every statement that the store prepares, as SQLite would run it: nothing may walk a whole table, or sort. */
import { expect, test } from "vitest";
import { ACCOUNT, acceptEvents, buildEvent } from "../conformance/builders.ts";
import type { AlertFilter } from "../port/alerts.ts";
import type { ApiCallFilter } from "../port/api-calls.ts";
import type { AuditFilter, DeliveryFilter, EventFilter, OpenPage } from "../port/store.ts";
import { type Database, loadDriver, prepare } from "./driver.ts";
import { openDatabase } from "./open.ts";
import { createLocalStore } from "./store.ts";
import { temporaryDirectory } from "./testing/directory.ts";

/** Walks that are the point: the partial index of open attempts holds nothing else, and accounts are few. */
const ALLOWED = [
  "SCAN deliveries USING INDEX deliveries_open",
  // A queue, read from its beginning.
  "SCAN expired_deliveries",
  // And the one of running replays.
  "SCAN replay_jobs USING INDEX replay_jobs_running",
  // The wall clock was set: everything that waits is moved, and nothing else is in these.
  "SCAN deliveries USING COVERING INDEX deliveries_due",
  "SCAN deliveries USING INDEX deliveries_due",
  "SCAN alert_notifications USING INDEX alert_notifications_due",
  "SCAN alert_notifications USING COVERING INDEX alert_notifications_due",
  "SCAN webhooks",
  // The buckets of a chart, which are counted up, not stored.
  "SCAN CONSTANT ROW",
  "SCAN buckets",
  // A second's worth of commits, which every read of figures adds.
  "SCAN rollup_log",
  // Deliveries of a replay, up to a bound.
  "SCAN counted",
  // What a walk has found by index, a step at a time.
  "SCAN walked",
  // Deliveries that share their millisecond, put in the order of their events.
  "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
  "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY",
];

function recording(database: Database, statements: Set<string>): Database {
  return {
    get isTransaction() {
      return database.isTransaction;
    },
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare: (sql) => {
      statements.add(sql);
      return database.prepare(sql);
    },
  };
}

function everyFilter<Filter>(filter: Required<Filter>): Partial<Filter>[] {
  const entries = Object.entries(filter as object);
  return Array.from({ length: 2 ** entries.length }, (_, bits) =>
    Object.fromEntries(entries.filter((_, index) => (bits >> index) & 1)),
  ) as Partial<Filter>[];
}

test("every statement goes by an index, whatever the filter", async () => {
  const directory = temporaryDirectory();
  const { connections, shutDown } = openDatabase(await loadDriver(), directory.join("callcall.db"));
  const statements = new Set<string>();
  const { write, read } = connections;
  const store = createLocalStore({ write: recording(write, statements), read: recording(read, statements) }, shutDown);

  const page: OpenPage = { limit: 10, after: null, examine: 10 };
  const common = { type: "a", typePrefix: "a.", sinceMs: 0, untilMs: 1, webhookId: "w", state: "failed" } as const;
  // The types of a prefix are merged while they are few, and looked at row by row when they are many.
  for (const types of [2, 20]) {
    const events = Array.from({ length: types }, (_, index) => buildEvent({ type: `a.${index}` }));
    await store.commit([acceptEvents(events)]);
    for (const filter of everyFilter<EventFilter>({ ...common, text: "x" })) await store.events(ACCOUNT, filter, page);
  }
  for (const filter of everyFilter<DeliveryFilter>({ ...common, eventId: "e" })) {
    await store.deliveries(ACCOUNT, filter, page);
  }

  const audited = { action: "a", actionPrefix: "a", actor: "k", target: "w", sinceMs: 0, untilMs: 1 };
  for (const filter of everyFilter<AuditFilter>(audited)) {
    for (const after of [null, { ms: 1, id: "a" }])
      await store.audit(ACCOUNT, filter, { limit: 10, after, examine: 2 });
  }
  const alertFilter = { status: "resolved", ruleId: "r", webhookId: "w" } as const;
  for (const filter of everyFilter<AlertFilter>(alertFilter)) {
    await store.alerts(ACCOUNT, filter, page);
    await store.alerts(ACCOUNT, { ...filter, status: "open" }, page);
  }

  for (const except of [[], ["a"], ["a", "b", "c", "d"]]) await store.dueAlertNotifications(1, 10, except);

  const called = { actor: "k", operation: "o", sinceMs: 0, untilMs: 1 };
  for (const filter of everyFilter<Omit<ApiCallFilter, "failed">>(called)) {
    for (const failed of [{}, { failed: true }, { failed: false }]) {
      for (const after of [null, { ms: 1, id: "a" }]) {
        await store.apiCalls(ACCOUNT, { ...filter, ...failed }, { limit: 10, after, examine: 2 });
      }
    }
  }

  const queries = [...statements].filter((sql) => /^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)/.test(sql));
  expect(queries.length).toBeGreaterThan(150);
  // The beginning of a key that every row of an account shares: a search by name, and a walk through all it has. A LIMIT ends it,
  // and the largest of an index is its last.
  const wholeAccount =
    /^SEARCH (?:events|deliveries|attempts) USING (?:COVERING )?(?:INDEX \w+|PRIMARY KEY) \(account_id=\?\)$/;
  const offences = queries.flatMap((sql) =>
    prepare<{ detail: string }>(write, `EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .filter(
        ({ detail }) =>
          /^SCAN|TEMP B-TREE/.test(detail) || (wholeAccount.test(detail) && !/\bLIMIT\b|\bMAX\(/.test(sql)),
      )
      .filter(({ detail }) => !ALLOWED.includes(detail))
      .map(({ detail }) => `${detail} in ${sql}`),
  );
  expect(offences).toEqual([]);
  await store.close();
  directory.remove();
});
