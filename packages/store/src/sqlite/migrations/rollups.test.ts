import { expect, test } from "vitest";
import { type Database, loadDriver, prepare } from "../driver.ts";
import { migrate } from "../migrate.ts";
import { MIGRATIONS } from "./index.ts";

/** `state`, and the outcomes of the attempts so far with whether they were charged. */
type Delivery = readonly [
  webhookId: string,
  state: number,
  attempts: readonly (readonly [outcome: string, charged: number])[],
];

function insert(database: Database, deliveries: readonly Delivery[]): void {
  deliveries.forEach(([webhookId, state, attempts], index) => {
    const [event, delivery] = [`evt_${index}`, `dlv_${index}`];
    prepare(database, "INSERT INTO events VALUES ('acct_a', ?, 't', 5, NULL, x'7b7d')").run(event);
    prepare(
      database,
      `INSERT INTO deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
         charged_count, next_attempt_ms, finished_ms)
       VALUES ('acct_a', ?1, ?2, 't', ?3, ?4, 5, 0, 0, iif(?4 = 0, 9, NULL), iif(?4 = 0, NULL, 9))`,
    ).run(delivery, event, webhookId, state);
    attempts.forEach(([outcome, charged], number) => {
      prepare(
        database,
        `INSERT INTO attempts (account_id, delivery_id, number, id, outcome, charged, started_ms)
         VALUES ('acct_a', ?, ?, 'att', ?, ?, 5)`,
      ).run(delivery, number + 1, outcome, charged);
    });
  });
}

test("a database from before has the figures of all time, and nothing is pending that is not", async () => {
  const database = (await loadDriver()).open(":memory:");
  const rollups = MIGRATIONS.findIndex(({ name }) => name === "rollups");
  migrate(database, MIGRATIONS.slice(0, rollups));
  insert(database, [
    ["wh_a", 0, [["http_5xx", 1]]],
    [
      "wh_a",
      1,
      [
        ["local_fault", 0],
        ["delivered", 1],
      ],
    ],
    ["wh_a", 2, [["http_4xx", 1]]],
    ["wh_b", 3, []],
    ["wh_b", 0, []],
  ]);
  prepare(database, "INSERT INTO events VALUES ('acct_b', 'evt_x', 't', 5, NULL, x'7b7d')").run();
  migrate(database, MIGRATIONS.slice(0, rollups + 1));

  const rows = prepare(
    database,
    `SELECT account_id, webhook_id, events, attempts, delivered, failed, created, succeeded, exhausted, cancelled
     FROM rollups WHERE width = 2 ORDER BY account_id, webhook_id`,
  ).all();
  const names = ["events", "attempts", "delivered", "failed", "created", "succeeded", "exhausted", "cancelled"];
  const figures = (values: readonly number[]) => Object.fromEntries(names.map((name, index) => [name, values[index]]));
  expect(rows).toEqual([
    { account_id: "acct_a", webhook_id: "", ...figures([5, 4, 1, 2, 5, 1, 1, 1]) },
    { account_id: "acct_a", webhook_id: "wh_a", ...figures([0, 4, 1, 2, 3, 1, 1, 0]) },
    { account_id: "acct_a", webhook_id: "wh_b", ...figures([0, 0, 0, 0, 2, 0, 0, 1]) },
    { account_id: "acct_b", webhook_id: "", ...figures([1, 0, 0, 0, 0, 0, 0, 0]) },
  ]);
  database.close();
});
