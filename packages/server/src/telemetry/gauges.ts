import { stat } from "node:fs/promises";
import type { Engine } from "@callcall/engine";
import type { AlertRecord, ReadStore } from "@callcall/store";
import { Gauge, type Registry } from "prom-client";
import type { DatabasePlace } from "../config/resolve.ts";

export interface GaugePorts {
  readonly registry: Registry;
  readonly engine: Pick<Engine, "load" | "readiness">;
  readonly store: Pick<ReadStore, "pendingDeliveries" | "alertAccounts" | "space"> & {
    liveAlerts(accountId: string): Promise<readonly Pick<AlertRecord, "resolvedMs">[]>;
  };
  readonly database: DatabasePlace;
}

/** What is looked up when somebody asks: nothing of it is kept up to date in between. */
export function registerGauges({ registry, engine, store, database }: GaugePorts): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    new Gauge({
      name: `callcall_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  };
  gauge("ready", "1 when it can take work", () => Number(engine.readiness().ready));
  gauge("requests_in_flight", "Requests to consumers that are out", () => engine.load().inFlight);
  gauge("lanes", "Webhooks with a queue in memory", () => engine.load().lanes);
  gauge("deliveries_queued", "Deliveries that wait in memory", () => engine.load().queued);
  gauge("commands_waiting", "Commands that wait for the next transaction", () => engine.load().waitingCommands);
  gauge("deliveries_pending", "Deliveries that are not finished, waiting retries included", () =>
    store.pendingDeliveries(),
  );
  gauge("alerts_open", "Alerts that are open", () => openAlerts(store));
  new Gauge({
    name: "callcall_store_bytes",
    help: "Size of the database's files",
    labelNames: ["file"],
    registers: [registry],
    async collect() {
      if (database.kind === "postgres") {
        this.set({ file: "database" }, (await store.space()).bytes);
        return;
      }
      this.set({ file: "database" }, await sizeOf(database.path));
      // The log of SQLite stands beside its file.
      this.set({ file: "wal" }, await sizeOf(`${database.path}-wal`));
    },
  });
}

async function openAlerts(store: GaugePorts["store"]): Promise<number> {
  let open = 0;
  for (const accountId of await store.alertAccounts()) {
    for (const { resolvedMs } of await store.liveAlerts(accountId)) if (resolvedMs === null) open += 1;
  }
  return open;
}

/** The log is not there before the first write. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
