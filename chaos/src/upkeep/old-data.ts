import { createHash } from "node:crypto";
import { join } from "node:path";
import { integrityOf, rowsIn } from "@callcall/e2e/support/database";
import { openSqliteStore } from "@callcall/store/sqlite";
import { OLD_ACCOUNT } from "./first-schema.ts";

/** What people have put there, table by table; figures and notes of the program itself are not compared. */
const TABLES = ["webhooks", "events", "deliveries", "attempts"] as const;

/** A digest of each table of the old account, and the schema as it is. Of a database that nobody uses. */
export interface OldData {
  readonly schema: string;
  readonly tables: ReadonlyMap<string, string>;
}

export function oldDataIn(dataDir: string): OldData {
  const path = join(dataDir, "callcall.db");
  const rows = (sql: string): string => digest(JSON.stringify(rowsIn(path, sql), hexed));
  return {
    schema: rows("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"),
    tables: new Map(
      TABLES.map((table) => [table, rows(`SELECT * FROM ${table} WHERE account_id = '${OLD_ACCOUNT}' ORDER BY id`)]),
    ),
  };
}

/** Open it as a start would, and hold it against how it should be. Empty where it is so. */
export async function examineOldData(dataDir: string, expected: OldData): Promise<readonly string[]> {
  try {
    await (await openSqliteStore({ path: join(dataDir, "callcall.db") })).close();
    const integrity = await integrityOf(dataDir);
    const found = oldDataIn(dataDir);
    return [
      ...(integrity === "ok" ? [] : [`integrity_check says ${integrity}`]),
      ...(found.schema === expected.schema ? [] : ["the schema is another"]),
      ...TABLES.filter((table) => found.tables.get(table) !== expected.tables.get(table)).map(
        (table) => `the rows of ${table} are others`,
      ),
    ];
  } catch (error) {
    return [`it does not open: ${(error as Error).message}`];
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hexed(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
