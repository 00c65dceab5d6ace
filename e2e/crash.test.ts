import { verifyWebhookSignature } from "@callcall/webhooks";
import { expect, it } from "vitest";
import type { Api } from "./support/api.ts";
import { integrityOf } from "./support/database.ts";
import { tempDir } from "./support/paths.ts";
import { type Acked, Publishers, TYPE } from "./support/publishers.ts";
import { seeded } from "./support/random.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";
import { envelope } from "./support/samples.ts";
import { refuseStrayErrors, startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

const KILLS = Number(process.env["CALLCALL_E2E_KILLS"] ?? 12);
const SEED = Number(process.env["CALLCALL_E2E_SEED"] ?? Date.now() % 1_000_000_000);
const PUBLISHERS = 6;
const IN_FLIGHT_PER_WEBHOOK = 16;
const DRAIN_MS = 60_000;
const MANY_RETRIES = { schedule_seconds: Array.from({ length: 30 }, () => 1) };

/** What must be true of every acknowledged event once everything is delivered. */
async function account(server: TestServer, acked: readonly Acked[], consumers: readonly Consumer[]): Promise<void> {
  const { api } = server;
  await until(async () => (await pending(api)) === 0, {
    what: "everything to be delivered",
    timeoutMs: DRAIN_MS,
  });
  const deliveries = groupBy(await api.deliveries(), (delivery) => delivery.event_id);
  for (const event of acked) {
    expect(event.deliveries).toBe(consumers.length);
    const owed = deliveries.get(event.id) ?? [];
    expect(owed.map((delivery) => delivery.webhook_id).sort()).toEqual(
      consumers.map(({ webhookId }) => webhookId).sort(),
    );
    expect(owed.map((delivery) => delivery.status)).toEqual(consumers.map(() => "succeeded"));
  }
  for (const { receiver, secret, webhookId } of consumers) {
    const arrived = groupBy(receiver.requests, (request) => request.eventId);
    for (const event of acked) {
      const requests = arrived.get(event.id) ?? [];
      expect(requests.length, `requests of ${event.id}`).toBeGreaterThan(0);
      const body = envelope({ ...event, type: TYPE }, event.data);
      for (const request of requests) expect(request.text).toBe(body);
      // Each send was written down before its bytes left.
      const delivery = deliveries.get(event.id)?.find((one) => one.webhook_id === webhookId);
      expect(requests.length).toBeLessThanOrEqual(delivery?.attempt_count ?? 0);
    }
    // No invention: whatever arrived is a stored event, signed.
    for (const { eventId, body, headers } of receiver.requests) {
      expect(deliveries.has(eventId)).toBe(true);
      const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
      // The tolerance is not what is tested here.
      const now = Number(timestamp);
      expect(verifyWebhookSignature(body, signature, timestamp, secret, { now })).toBe(true);
    }
  }
  await expectOneEventPerMarker(server, acked);
}

/** One page is enough to see whether there is any. */
async function pending(api: Api): Promise<number> {
  return (await api.call<{ data: unknown[] }>("GET", "/deliveries?status=pending&limit=1")).data.length;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** An idempotency key that was sent again across a kill gave one event: no marker stands in two. */
async function expectOneEventPerMarker({ api }: TestServer, acked: readonly Acked[]): Promise<void> {
  const stored = await api.all<{ id: string }>("/events");
  expect(new Set(acked.map((event) => event.id)).size).toBe(acked.length);
  // Every publisher saw its last event acknowledged, so that there are no others than these.
  expect(new Set(stored.map((event) => event.id))).toEqual(new Set(acked.map((event) => event.id)));
}

interface Consumer {
  readonly receiver: Receiver;
  readonly webhookId: string;
  readonly secret: string;
}

async function register(server: TestServer, receiver: Receiver): Promise<Consumer> {
  const { id, secret } = await server.api.register({ url: receiver.url, events: [TYPE], retry_policy: MANY_RETRIES });
  return { receiver, webhookId: id, secret };
}

/** Requests of a consumer beyond those that a failed attempt explains. */
function duplicates({ receiver }: Consumer, failed: ReadonlySet<Received>): number {
  const answered = receiver.requests.filter((request) => !failed.has(request));
  return answered.length - new Set(answered.map((request) => request.eventId)).size;
}

it(`${KILLS} kills while publishing lose nothing (CALLCALL_E2E_SEED=${SEED})`, {
  timeout: 60_000 + DRAIN_MS + KILLS * 6_000,
}, async () => {
  console.log(`seed ${SEED}, ${KILLS} kills (CALLCALL_E2E_SEED, CALLCALL_E2E_KILLS)`);
  const random = seeded(SEED);
  const data = await tempDir();
  const steady = await startReceiver();
  const failed = new Set<Received>();
  const flaky = await startReceiver((request) => {
    if (random.below(10) > 0) return 200;
    failed.add(request);
    return 500;
  });
  let server = await startServer({ dataDir: data.path });
  let publishers: Publishers | undefined;
  try {
    const consumers = [await register(server, steady), await register(server, flaky)];
    publishers = new Publishers(() => server, SEED, PUBLISHERS);
    for (let kill = 0; kill < KILLS; kill++) {
      const target = publishers.acked.items.length + random.between(1, 80);
      await publishers.acked.waitFor((acked) => acked.length >= target, { what: `${target} acknowledgements` });
      await server.crash();
      refuseStrayErrors(server.program);
      expect(await integrityOf(data.path)).toBe("ok");
      server = await startServer({ dataDir: data.path });
    }
    await publishers.stop();
    const acked = publishers.acked.items;
    await account(server, acked, consumers);
    for (const consumer of consumers) {
      expect(duplicates(consumer, failed)).toBeLessThanOrEqual(KILLS * IN_FLIGHT_PER_WEBHOOK);
    }
    const again = acked.filter((event) => event.replayed).length;
    const twice = consumers.map((consumer) => duplicates(consumer, failed));
    console.log(`${acked.length} acknowledged, ${again} of them replays; duplicates ${twice.join(" and ")}`);
    await server.stop();
    expect(await integrityOf(data.path)).toBe("ok");
  } finally {
    await server.crash();
    await publishers?.stop().catch(() => {});
    await Promise.all([steady.close(), flaky.close()]);
    await data.remove();
  }
});

it("SIGTERM under load ends with 0, loses nothing and sends nothing twice; the next start finishes the rest", async () => {
  const data = await tempDir();
  // Slower than the publishers: at the stop there is a backlog, and there are requests in flight.
  const receiver = await startReceiver(() => new Promise((resolve) => setTimeout(resolve, 40, 200)));
  let server = await startServer({ dataDir: data.path });
  let publishers: Publishers | undefined;
  try {
    const consumer = await register(server, receiver);
    publishers = new Publishers(() => server, SEED, PUBLISHERS);
    for (const target of [200, 600]) {
      await publishers.acked.waitFor((acked) => acked.length >= target, { what: `${target} acknowledgements` });
      await server.stop();
      server = await startServer({ dataDir: data.path });
    }
    await publishers.stop();
    await account(server, publishers.acked.items, [consumer]);
    expect(duplicates(consumer, new Set())).toBe(0);
    expect((await server.api.deliveries()).every((delivery) => delivery.attempt_count === 1)).toBe(true);
    await server.stop();
    expect(await integrityOf(data.path)).toBe("ok");
  } finally {
    await server.crash();
    await publishers?.stop().catch(() => {});
    await receiver.close();
    await data.remove();
  }
});
