import { type Compacted, compactSqliteStore } from "@callcall/store/sqlite";
import type { ServerConfig } from "./config/resolve.ts";
import { databaseError } from "./data-dir.ts";

/** Rewrite the database as small as it can be, while no server uses it. */
export async function compactDatabase(config: ServerConfig): Promise<Compacted> {
  const { database, dataDir } = config;
  if (database.kind === "postgres") {
    throw new Error("Cannot make a PostgreSQL database smaller from here: its server reuses what is free by itself");
  }
  try {
    return await compactSqliteStore({ path: database.path });
  } catch (error) {
    throw databaseError(error, database.path, dataDir);
  }
}
