import { expect, it } from "vitest";
import { type Answer, startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { startServer } from "./support/server.ts";

const EVENTS = 60;
const IN_FLIGHT_PER_WEBHOOK = 16;

// The bad ones in one account with the healthy one, each owed as many deliveries as it is.
const BAD: readonly Answer[] = [
  "hang",
  "reset",
  "close",
  "drip",
  { status: 307, headers: { location: "http://127.0.0.1:1/elsewhere" } },
];

it("consumers that hang, reset, drip and redirect do not slow the healthy one beside them", async () => {
  // Nothing of the hanging ones ends by itself while the test runs: 30 s is the longest deadline there is.
  const server = await startServer({ args: ["--drain-seconds", "1"] });
  const healthy = await startReceiver();
  const bad = await Promise.all(BAD.map((answer) => startReceiver(() => answer)));
  try {
    const { api } = server;
    for (const { url } of bad) {
      await api.register({
        url,
        events: ["*"],
        deadline_ms: 30_000,
        retry_policy: { schedule_seconds: [1, 1, 1, 1] },
      });
    }
    const { id: healthyId } = await api.register({ url: healthy.url, events: ["*"] });
    const [hanging] = bad;

    // First let the hanging one fill its slots, so that the healthy one's events come behind that.
    const fill = await Promise.all(
      Array.from({ length: IN_FLIGHT_PER_WEBHOOK }, () => api.publish("customer.qualified", QUALIFIED)),
    );
    await hanging?.count(IN_FLIGHT_PER_WEBHOOK);
    await healthy.count(fill.length);

    const publishedAt = new Map<string, number>();
    for (let n = 0; n < EVENTS; n++) {
      const at = performance.now();
      publishedAt.set((await api.publish("customer.qualified", QUALIFIED)).id, at);
    }
    const arrived = await healthy.count(fill.length + EVENTS, 5_000);
    const delays = arrived.flatMap((request) => {
      const at = publishedAt.get(request.eventId);
      return at === undefined ? [] : [request.atMs - at];
    });
    expect(delays).toHaveLength(EVENTS);
    // Far below anything that the others could cause (1 s of grace for a body, 30 s of a deadline).
    expect(Math.max(...delays)).toBeLessThan(900);
    expect((await api.deliveries({ webhook_id: healthyId })).map((delivery) => delivery.attempt_count)).toEqual(
      Array.from({ length: fill.length + EVENTS }, () => 1),
    );

    // All the while the hanging one had its slots full, and not one request more.
    expect(hanging?.requests).toHaveLength(IN_FLIGHT_PER_WEBHOOK);
    const [reset, , drip, redirect] = bad.slice(1);
    expect(reset?.requests.length).toBeGreaterThan(0);
    expect(drip?.requests.length).toBeGreaterThan(0);
    expect(redirect?.requests.length).toBeGreaterThan(0);
  } finally {
    await Promise.all([healthy, ...bad].map((receiver) => receiver.close()));
    await server.stop();
  }
});
