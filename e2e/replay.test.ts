import type { Replay, ReplayDetail } from "@callcall/contract";
import { expect, it } from "vitest";
import type { Api } from "./support/api.ts";
import { integrityOf } from "./support/database.ts";
import { tempDir } from "./support/paths.ts";
import { startReceiver } from "./support/receiver.ts";
import { refuseStrayErrors, startServer } from "./support/server.ts";
import { until } from "./support/until.ts";

const TYPE = "customer.qualified";
const EVENTS = 600;
const KILLS = 4;
/** What a crash may send a second time: the attempts in flight. */
const IN_FLIGHT = 16;

async function publishMany(api: Api, count: number): Promise<void> {
  for (let first = 0; first < count; first += 200) {
    const events = Array.from({ length: Math.min(200, count - first) }, (_, n) => ({
      type: TYPE,
      data: { n: first + n },
    }));
    await api.call("POST", "/events/batch", { events });
  }
}

it(`${KILLS} kills in the middle of a replay neither lose nor repeat an event`, { timeout: 180_000 }, async () => {
  const data = await tempDir();
  const receiver = await startReceiver();
  let server = await startServer({ dataDir: data.path });
  try {
    await publishMany(server.api, EVENTS);
    const webhook = await server.api.register({ url: receiver.url, events: [TYPE] });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const body = { which: "missing", since, rate_per_second: 150 };
    const path = `/webhooks/${webhook.id}/replay`;
    expect(await server.api.call("POST", path, { ...body, dry_run: true })).toMatchObject({
      dry_run: true,
      total: EVENTS,
      total_exact: true,
    });
    const { id, total } = await server.api.call<Replay>("POST", path, body);
    expect(total).toBe(EVENTS);
    for (let kill = 1; kill <= KILLS; kill++) {
      await receiver.count((EVENTS / (KILLS + 1)) * kill, 60_000);
      await server.crash();
      refuseStrayErrors(server.program);
      expect(await integrityOf(data.path)).toBe("ok");
      server = await startServer({ dataDir: data.path });
    }
    const done = await until(
      async () => {
        const replay = await server.api.call<ReplayDetail>("GET", `/replays/${id}`);
        return replay.status === "completed" && replay.deliveries.pending === 0 && replay;
      },
      { what: "the replay to be through", timeoutMs: 60_000 },
    );
    expect(done).toMatchObject({ examined: EVENTS, replayed: EVENTS, skipped: 0, deliveries: { succeeded: EVENTS } });
    expect(await server.api.deliveries({ webhook_id: webhook.id })).toHaveLength(EVENTS);
    expect(new Set(receiver.requests.map(({ eventId }) => eventId)).size).toBe(EVENTS);
    expect(receiver.requests.length).toBeLessThanOrEqual(EVENTS + KILLS * IN_FLIGHT);
    await server.stop();
  } finally {
    await server.crash();
    await receiver.close();
    await data.remove();
  }
});
