import { type Compacted, compactSqliteStore } from "@callcall/store/sqlite";
import type { ServerConfig } from "./config/resolve.ts";
import { databaseError } from "./data-dir.ts";

/** Rewrite the database as small as it can be, while no server uses it. */
export async function compactDatabase(config: ServerConfig): Promise<Compacted> {
  try {
    return await compactSqliteStore({ path: config.databasePath });
  } catch (error) {
    throw databaseError(error, config);
  }
}
