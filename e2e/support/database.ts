import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

/** Rows of a database that nobody uses. */
export function rowsIn(path: string, sql: string): readonly unknown[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** `PRAGMA integrity_check` on a copy, so that the recovery of the log is left to the server. */
export async function integrityOf(dataDir: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "callcall-e2e-copy-"));
  try {
    await cp(dataDir, copy, { recursive: true });
    const database = new DatabaseSync(join(copy, "callcall.db"));
    try {
      const row = database.prepare("PRAGMA integrity_check").get() as { integrity_check: string };
      return row.integrity_check;
    } finally {
      database.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
