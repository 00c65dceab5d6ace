import { expect, test } from "vitest";
import type { DeliveryState } from "../../port/records.ts";
import { openWrite } from "../connection.ts";
import { loadDriver, prepare } from "../driver.ts";
import { migrate } from "../migrate.ts";
import { openSqliteStore } from "../open.ts";
import { temporaryDirectory } from "../testing/directory.ts";
import { MIGRATIONS } from "./index.ts";

test("a database from before lists what it held, waiting, in flight and done", async () => {
  const directory = temporaryDirectory();
  const path = directory.join("callcall.db");
  const database = openWrite(await loadDriver(), path);
  migrate(
    database,
    MIGRATIONS.slice(
      0,
      MIGRATIONS.findIndex(({ name }) => name === "in-flight"),
    ),
  );
  const insert = prepare(
    database,
    `INSERT INTO deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
       charged_count, next_attempt_ms, finished_ms, open_attempt_id, open_started_ms)
     VALUES ('acct', ?1, 'evt', 't', 'wh', ?2, 5, 1, 0, iif(?2 = 0, 9, NULL), iif(?2 = 0, NULL, 9), ?3, iif(?3 IS NULL, NULL, 5))`,
  );
  insert.run("dlv_waiting", 0, null);
  insert.run("dlv_sending", 0, "att_one");
  insert.run("dlv_succeeded", 1, null);
  insert.run("dlv_failed", 2, null);
  insert.run("dlv_cancelled", 3, null);
  insert.run("dlv_cancelled_in_flight", 3, "att_two");
  database.close();

  const store = await openSqliteStore({ path });
  const list = async (state: DeliveryState, webhookId?: string) => {
    const filter = webhookId === undefined ? { state } : { state, webhookId };
    return (await store.deliveries("acct", filter, { limit: 10, after: null })).rows.map(({ id }) => id);
  };
  for (const webhookId of [undefined, "wh"]) {
    expect(await list("pending", webhookId)).toEqual(["dlv_waiting", "dlv_sending"]);
    expect(await list("succeeded", webhookId)).toEqual(["dlv_succeeded"]);
    expect(await list("failed", webhookId)).toEqual(["dlv_failed"]);
    expect(await list("cancelled", webhookId)).toEqual(["dlv_cancelled_in_flight", "dlv_cancelled"]);
  }
  expect((await store.openAttempts(10)).map(({ id }) => id)).toEqual(["dlv_sending", "dlv_cancelled_in_flight"]);
  expect(await store.pendingLanes()).toEqual([{ accountId: "acct", webhookId: "wh", nextAttemptMs: 9 }]);
  await store.close();
  directory.remove();
});
