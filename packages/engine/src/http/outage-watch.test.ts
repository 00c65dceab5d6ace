import type { Outcome } from "@callcall/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

/** The whole engine in virtual time, and a network that goes away. */
let directory: TestDirectory;
let harness: Harness;
let network: Outcome;

beforeEach(async () => {
  directory = makeDirectory();
  network = "delivered";
  harness = await openHarness(directory.path, {
    respond: () => (network === "delivered" ? 200 : { outcome: network, error: `It is ${network}. [CODE]` }),
  });
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

async function hosts(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push((await harness.webhook({ url: `https://consumer${index}.example/hook` })).id);
  }
  return ids;
}

it.each(["dns_unavailable", "connect_refused"] as const)(
  "an hour of %s to everybody costs no delivery more than two attempts, disables nobody, and ends by itself",
  async (outcome) => {
    const ids = await hosts(12);
    network = outcome;
    await harness.publish();
    await harness.time.advance(3_600_000);

    for (const id of ids) {
      const [delivery] = await harness.deliveries(id);
      expect(delivery?.state).toBe("pending");
      expect(delivery?.chargedCount).toBeLessThanOrEqual(2);
      expect(await harness.run(harness.engine.webhooks.get(harness.caller, id))).toMatchObject({ status: "enabled" });
    }
    expect((await harness.deliveries()).filter(({ lastOutcome }) => lastOutcome === "local_fault")).toHaveLength(12);
    expect(harness.engine.readiness()).toMatchObject({ ready: true, outageMs: expect.any(Number) });
    expect(harness.log.filter(({ message }) => message.startsWith("most hosts cannot be reached"))).toHaveLength(1);

    network = "delivered";
    await harness.time.advance(6 * 60_000);
    expect((await harness.deliveries()).map(({ state }) => state)).toEqual(ids.map(() => "succeeded"));
    expect(harness.engine.readiness()).toEqual({ ready: true, outageMs: null });
    expect(harness.log.filter(({ message }) => message === "hosts can be reached again")).toHaveLength(1);
  },
);

it("charges hosts that are down while most are up", async () => {
  await hosts(12);
  harness.sender.respond = ({ url }) => (/consumer[0-5]\./.test(url) ? { outcome: "connect_refused" } : 200);
  await harness.publish();
  await harness.time.advance(60_000);
  const failing = (await harness.deliveries()).filter(({ state }) => state === "pending");
  expect(failing).toHaveLength(6);
  for (const { lastOutcome, chargedCount } of failing) {
    expect(lastOutcome).toBe("connect_refused");
    expect(chargedCount).toBeGreaterThan(3);
  }
});

it("charges answers, however bad, during an outage", async () => {
  await hosts(12);
  network = "timeout_connect";
  await harness.publish();
  await harness.time.advance(1_000);
  harness.sender.respond = ({ url }) => (/consumer7\./.test(url) ? 500 : { outcome: "timeout_connect" });
  await harness.time.advance(60_000);
  const outcomes = (await harness.deliveries()).map(({ lastOutcome }) => lastOutcome);
  expect(outcomes.filter((outcome) => outcome === "http_5xx")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "local_fault")).toHaveLength(11);
});

it("does not judge a server with a few hosts", async () => {
  await hosts(4);
  network = "connect_refused";
  await harness.publish();
  await harness.time.advance(60_000);
  for (const { lastOutcome } of await harness.deliveries()) expect(lastOutcome).toBe("connect_refused");
});
