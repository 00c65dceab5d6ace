/**
 * The statements of the store on tables that are large, as the server plans them for any parameters: no table that
 * grows is walked from end to end.
 */
import { Client } from "pg";
import { expect, test } from "vitest";
import {
  ACCOUNT,
  acceptEvents,
  beginAttempt,
  buildAttempt,
  buildDelivery,
  buildEvent,
  settleAttempt,
  T0,
} from "../conformance/builders.ts";
import type { DeliveryFilter, EventFilter, OpenPage } from "../port/store.ts";
import { createDatabase } from "../testing/postgres-database.ts";
import { prepareCommands } from "./commands/index.ts";
import { prepareRollups } from "./commands/rollups.ts";
import { prepareCommit } from "./commit.ts";
import { createReadPool } from "./connection.ts";
import type { Database, Query } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { prepareReads } from "./reads/index.ts";
import { createWriter, WRITER_TIMES } from "./writer.ts";

/** 60,000 events of four accounts to fifty webhooks each; one in a hundred is pending. */
const FILL = `
  INSERT INTO callcall.events (account_id, id, type, created_ms, data)
  SELECT 'acct_' || n % 4, 'evt_' || lpad(n::text, 8, '0'), 'a.' || n % 30, ${T0} + n, '{}' FROM generate_series(1, 60000) AS n;
  INSERT INTO callcall.deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
    charged_count, next_attempt_ms, finished_ms)
  SELECT 'acct_' || n % 4, 'dlv_' || lpad(n::text, 8, '0'), 'evt_' || lpad(n::text, 8, '0'), 'a.' || n % 30, 'wh_' || n % 50,
    CASE WHEN n % 100 = 0 THEN 0 ELSE 1 + n % 3 END, ${T0} + n, 1, 1,
    CASE WHEN n % 100 = 0 THEN ${T0} END, CASE WHEN n % 100 > 0 THEN ${T0} END FROM generate_series(1, 60000) AS n;
  INSERT INTO callcall.attempts (account_id, delivery_id, number, id, outcome, charged, started_ms)
  SELECT 'acct_' || n % 4, 'dlv_' || lpad(n::text, 8, '0'), 1, 'att', 'delivered', 1, 0 FROM generate_series(1, 60000) AS n;
  INSERT INTO callcall.rollups (account_id, width, start_ms, webhook_id, events, attempts, delivered, failed, created,
    reopened, succeeded, exhausted, cancelled)
  SELECT 'acct_' || n % 4, n % 2, n / 400 * 60000, 'wh_' || n % 400, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 60000) AS n
  ON CONFLICT DO NOTHING;
  ANALYZE`;

const LARGE = ["events", "deliveries", "attempts", "rollups"];

function everyFilter<Filter>(filter: Required<Filter>): Partial<Filter>[] {
  const entries = Object.entries(filter as object);
  return Array.from({ length: 2 ** entries.length }, (_, bits) =>
    Object.fromEntries(entries.filter((_, index) => (bits >> index) & 1)),
  ) as Partial<Filter>[];
}

test("every statement goes by an index where the tables are large, whatever the filter", {
  timeout: 60_000,
}, async () => {
  const database = await createDatabase();
  const options = { url: database.url, applicationName: "plans" };
  const writer = createWriter(options, WRITER_TIMES);
  await writer.open(migrate);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(FILL);

  const statements = new Map<string, Query>();
  const recording = (target: Database): Database => ({
    query: (query) => {
      statements.set(query.sql, query);
      return target.query(query);
    },
  });
  const pool = createReadPool(options, false);
  const reads = prepareReads({
    ...recording(pool),
    inOneState: (read) => pool.inOneState((inside) => read(recording(inside))),
    end: pool.end,
  });

  const page: OpenPage = { limit: 10, after: null, examine: 10 };
  const later: OpenPage = { ...page, after: { ms: T0 + 30_000, id: "x" } };
  const common = {
    type: "a.1",
    typePrefix: "a.",
    sinceMs: T0,
    untilMs: T0 + 9,
    webhookId: "wh_1",
    state: "failed",
  } as const;
  const lane = { accountId: "acct_1", webhookId: "wh_1" };
  for (const at of [page, later]) {
    for (const filter of everyFilter<EventFilter>({ ...common, text: "x" })) await reads.events("acct_1", filter, at);
    for (const filter of everyFilter<DeliveryFilter>({ ...common, eventId: "evt_00000001" })) {
      await reads.deliveries("acct_1", filter, at);
    }
  }
  await reads.event("acct_1", "evt_00000001");
  await reads.newestEventMs();
  await reads.delivery("acct_1", "dlv_00000001");
  await reads.deliveryCounts("acct_1", ["evt_00000001"]);
  await reads.attempts("acct_1", "dlv_00000001", 10);
  await reads.pendingLanes();
  await reads.dueDeliveries(lane, T0, 10);
  await reads.pendingInOrder(lane, 10);
  await reads.nextDueMs(lane, T0);
  await reads.openAttempts(10);
  await reads.replayedCounts("acct_1", "rpj", 10);
  for (const selection of ["failed", "missing"] as const) {
    await reads.replayCandidates({ ...lane, selection, untilMs: T0 + 99 }, { ms: T0, id: "" }, 10);
  }
  await reads.rollups(lane, { width: "minute", sinceMs: 0, untilMs: 60_000 });
  await reads.totalCounts(lane);
  for (const webhookId of [null, "wh_1"]) await reads.oldestPendingMs({ accountId: "acct_1", webhookId });
  await reads.pendingDeliveries();

  const recorded = recording(writer.database);
  const rollups = prepareRollups(recorded);
  const commit = prepareCommit({ ...writer, database: recorded }, prepareCommands(recorded, rollups), rollups);
  const delivery = buildDelivery("wh_1");
  const sweep = {
    kind: "retention.sweep",
    fromMs: 0,
    beforeMs: T0 + 9,
    endedBeforeMs: T0 + 99,
    after: null,
    limit: 5,
  } as const;
  const results = await commit([
    acceptEvents([buildEvent({ deliveries: [delivery] })]),
    beginAttempt(delivery.id, { attemptId: "att_one" }),
    settleAttempt(buildAttempt(delivery.id, "att_one")),
    { ...sweep, subject: "events" },
    { ...sweep, subject: "payloads" },
    { kind: "schedule.move", byMs: 1, wallMs: T0 },
  ]);
  expect(results.map(({ kind }) => kind)).toEqual(["accepted", "begun", "settled", "swept", "swept", "moved"]);
  expect(await reads.delivery(ACCOUNT, delivery.id)).toMatchObject({ state: "succeeded" });

  const queries = [...statements.values()].filter(({ sql }) => /^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)/.test(sql));
  expect(queries.length).toBeGreaterThan(100);
  const offences: string[] = [];
  for (const [index, query] of queries.entries()) {
    const { sql } = query;
    const { rows } = await explain(client, query, `plan_${index}`);
    const plan = rows.map((row: Record<string, string>) => row["QUERY PLAN"]).join("\n");
    const walked = LARGE.find((table) => new RegExp(`Seq Scan on ${table}\\b`).test(plan));
    if (walked !== undefined) offences.push(`${sql}\n${plan}`);
  }
  expect(offences).toEqual([]);
  await client.end();
  await pool.end();
  await writer.close();
  await database.drop();
});

/** A statement with a name keeps one plan for all values; the others are planned for those at hand. */
async function explain(client: Client, { sql, values, name }: Query, as: string) {
  await client.query(`SET plan_cache_mode = ${name === null ? "force_custom_plan" : "force_generic_plan"}`);
  if (name === null) return client.query(`EXPLAIN ${sql}`, [...values]);
  const count = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  await client.query(`PREPARE ${as} AS ${sql}`);
  const none = count === 0 ? "" : `(${Array.from({ length: count }, () => "NULL").join(", ")})`;
  return client.query(`EXPLAIN EXECUTE ${as}${none}`);
}
