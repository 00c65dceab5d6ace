import { type Store, StoreError } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import { SETTINGS } from "./config/catalogue.ts";
import type { ServerConfig } from "./config/resolve.ts";
import { databaseError, saysItself } from "./data-dir.ts";

/** Open the database that the settings name. Rejects with a message that says which setting would mend it. */
export async function openStore(config: ServerConfig, writerThread: boolean): Promise<Store> {
  if (config.database.kind === "postgres") return openServer(config.database.url);
  const { path } = config.database;
  try {
    return await openSqliteStore({ path, writerThread });
  } catch (error) {
    throw databaseError(error, path, config.dataDir);
  }
}

async function openServer(url: string): Promise<Store> {
  // Loaded where it is used: most servers have no need of a client for PostgreSQL.
  const { openPostgresStore } = await import("@callcall/store/postgres");
  try {
    return await openPostgresStore({ url });
  } catch (error) {
    if (!(error instanceof StoreError) || saysItself(error)) throw error;
    throw new Error(`Cannot open the database that ${SETTINGS.databaseUrl.env} names: ${error.message}`, {
      cause: error,
    });
  }
}
