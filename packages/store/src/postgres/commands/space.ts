import type { RetentionResults, Space } from "../../port/retention.ts";
import { type Database, prepare } from "../driver.ts";

/** Free space inside of tables is not counted: the server reuses it by itself, and gives none of it back. */
export function prepareSpace(database: Database): () => Promise<Space> {
  const size = prepare<{ bytes: number }>(
    database,
    `SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0) AS bytes FROM pg_class
     WHERE relnamespace = 'callcall'::regnamespace AND relkind IN ('r', 'm')`,
  );
  return async () => ({ bytes: (await size.get())?.bytes ?? 0, freeBytes: 0, canGiveBack: false });
}

/** Vacuuming is the server's own: see the settings of the tables. */
export function prepareGiveBack(database: Database): () => Promise<RetentionResults["space.give_back"]> {
  const space = prepareSpace(database);
  return async () => ({ kind: "given_back", space: await space() });
}
