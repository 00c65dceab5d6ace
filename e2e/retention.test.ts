import { stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempDir } from "./support/paths.ts";
import { startReceiver } from "./support/receiver.ts";
import { MESSAGE, QUALIFIED } from "./support/samples.ts";
import { startServer } from "./support/server.ts";
import { until } from "./support/until.ts";

const EVENTS = 100;
const NOTE = "x".repeat(100_000);

interface Progress {
  readonly removed_events: number;
  readonly held_events: number;
  readonly free_bytes: number | null;
}

it("what had its time goes, what is owed stays, and the file gets smaller", async () => {
  const directory = await tempDir();
  const server = await startServer({ dataDir: directory.path, args: ["--retention", "3s"] });
  const good = await startReceiver();
  const bad = await startReceiver(() => 500);
  const file = join(directory.path, "callcall.db");
  try {
    const { api } = server;
    await api.register({ url: good.url, events: ["customer.*"] });
    await api.register({ url: bad.url, events: ["message.*"], retry_policy: { schedule_seconds: [3_600] } });
    const owed = await api.publish("message.received", MESSAGE);
    for (let n = 0; n < EVENTS; n++) await api.publish("customer.qualified", { ...QUALIFIED, note: NOTE });
    await good.count(EVENTS);
    const progress = await until(
      async () => {
        const { retention } = await api.call<{ retention: { progress: Progress } }>("GET", "/server");
        const { removed_events, free_bytes } = retention.progress;
        return removed_events >= EVENTS && (free_bytes ?? Number.POSITIVE_INFINITY) < 3_000_000 && retention.progress;
      },
      { what: "every event to be removed, and the space given back", timeoutMs: 40_000 },
    );
    expect(progress.removed_events).toBe(EVENTS);
    expect((await api.all<{ id: string }>("/events")).map(({ id }) => id)).toEqual([owed.id]);
    expect(await api.all(`/events/${owed.id}/deliveries`)).toMatchObject([{ status: "pending" }]);
  } finally {
    await Promise.all([good.close(), bad.close()]);
    await server.stop();
  }
  // 100 payloads of 100,000 bytes were in it.
  expect((await stat(file)).size).toBeLessThan(4_000_000);
  await directory.remove();
});
