import { DatabaseSync } from "@photostructure/sqlite";
import type { Bug } from "../world/bug.ts";
import { storeWith } from "./wrap.ts";

export const retentionByAge: Bug = {
  name: "retention-by-age-only",
  what: "what is old is removed, whether or not it is still owed to somebody",
  plant: () => ({
    realStore: (store, disk) =>
      storeWith(store, {
        commit(commands) {
          for (const command of commands) {
            if (command.kind === "retention.sweep" && command.subject === "events")
              removeOld(disk.path, command.beforeMs);
          }
          return store.commit(commands);
        },
      }),
  }),
};

function removeOld(path: string, beforeMs: number): void {
  const database = new DatabaseSync(path);
  try {
    for (const table of ["deliveries", "events"]) {
      database.prepare(`DELETE FROM ${table} WHERE created_ms < ?`).run(beforeMs);
    }
  } finally {
    database.close();
  }
}
