import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readiness } from "@callcall/engine";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../testing/server.ts";
import { registerGauges } from "./gauges.ts";

it("looks each figure up when it is asked for", async () => {
  const registry = new Registry();
  const databasePath = join(await temporaryDirectory(), "test.db");
  const load = { inFlight: 1, lanes: 2, queued: 3, waitingCommands: 4 };
  let readiness: Readiness = { ready: true, outageMs: null };
  const alerts: Readonly<Record<string, readonly { readonly resolvedMs: number | null }[]>> = {
    one: [{ resolvedMs: null }, { resolvedMs: 1 }],
    two: [{ resolvedMs: null }],
  };
  registerGauges({
    registry,
    engine: { load: () => load, readiness: () => readiness },
    store: {
      pendingDeliveries: async () => 5,
      alertAccounts: async () => Object.keys(alerts),
      liveAlerts: async (accountId) => alerts[accountId] ?? [],
      space: async () => ({ bytes: 0, freeBytes: 0, canGiveBack: false }),
    },
    database: { kind: "sqlite", path: databasePath },
  });
  const shown = async () => (await registry.metrics()).split("\n").filter((line) => /^[^#]/.test(line));
  await writeFile(databasePath, "12345");
  const rest = [
    "callcall_lanes 2",
    "callcall_deliveries_queued 3",
    "callcall_commands_waiting 4",
    "callcall_deliveries_pending 5",
    "callcall_alerts_open 2",
    'callcall_store_bytes{file="database"} 5',
  ];
  // The log is not there yet.
  expect(await shown()).toEqual([
    "callcall_ready 1",
    "callcall_requests_in_flight 1",
    ...rest,
    'callcall_store_bytes{file="wal"} 0',
  ]);

  await writeFile(`${databasePath}-wal`, "123");
  load.inFlight = 9;
  readiness = { ready: false, reason: "stopping" };
  expect(await shown()).toEqual([
    "callcall_ready 0",
    "callcall_requests_in_flight 9",
    ...rest,
    'callcall_store_bytes{file="wal"} 3',
  ]);
});
