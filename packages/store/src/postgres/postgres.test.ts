import { afterAll, beforeAll } from "vitest";
import { describeStore } from "../conformance/index.ts";
import { createDatabase, runOn, type TestDatabase } from "../testing/postgres-database.ts";
import { openPostgresStore } from "./index.ts";

/** Quicker by far than the schema made again: tables of tests are small. */
const EMPTY = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'callcall' AND tablename <> 'schema_migrations' ORDER BY tablename = 'webhooks'
  LOOP EXECUTE format('DELETE FROM callcall.%I', name); END LOOP;
END $$`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describeStore("PostgreSQL", async () => {
  let store = await openPostgresStore({ url: database.url });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openPostgresStore({ url: database.url });
      return store;
    },
    destroy: async () => {
      await store.close();
      await runOn(database.url, EMPTY);
    },
  };
});
