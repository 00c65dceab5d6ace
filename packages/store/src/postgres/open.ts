import { randomUUID } from "node:crypto";
import type { Store } from "../port/store.ts";
import { createStore } from "../store.ts";
import { prepareCommands } from "./commands/index.ts";
import { prepareRollups } from "./commands/rollups.ts";
import { prepareCommit } from "./commit.ts";
import { createReadPool } from "./connection.ts";
import { asStoreError } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { prepareReads } from "./reads/index.ts";
import { createWriter, WRITER_TIMES, type WriterTimes } from "./writer.ts";

export interface PostgresStoreOptions {
  /**
   * `postgres://user:password@host:port/database`. The parameters of libpq say more, e.g.
   * `?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem`. Everything lies in the schema `callcall`, which is made.
   */
  readonly url: string;
  readonly times?: Partial<WriterTimes>;
}

/** Open the store and hold it for this node alone, until `close`. Rejects with StoreError. */
export async function openPostgresStore({ url, times }: PostgresStoreOptions): Promise<Store> {
  const options = { url, applicationName: `callcall ${randomUUID().slice(0, 8)}` };
  const writer = createWriter(options, { ...WRITER_TIMES, ...times });
  try {
    const { isPooled } = await writer.open(migrate);
    const rollups = prepareRollups(writer.database);
    const commit = prepareCommit(writer, prepareCommands(writer.database, rollups), rollups);
    const pool = createReadPool(options, isPooled);
    return createStore({
      reads: prepareReads(pool),
      commit,
      shutDown: async () => void (await Promise.all([pool.end(), writer.close()])),
      asStoreError,
    });
  } catch (error) {
    throw asStoreError(error);
  }
}
