import type { Store } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(() => {
  directory = makeDirectory();
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

describe("after begin, everything ends in a settle", () => {
  it("where the secrets cannot be read", async () => {
    let fail = false;
    const wrap = (store: Store): Store => ({
      ...store,
      secrets: (...query) => (fail ? Promise.reject(new Error("unreadable")) : store.secrets(...query)),
    });
    harness = await openHarness(directory.path, { wrap });
    const { webhook, publish, deliveries, engine, caller, run, time, sender } = harness;
    const { id } = await webhook();
    fail = true;
    await publish();
    expect(await deliveries(id)).toMatchObject([
      { state: "pending", open: null, lastOutcome: "local_fault", attemptCount: 1, chargedCount: 0 },
    ]);
    expect(sender.sends).toEqual([]);
    fail = false;
    sender.respond = () => 200;
    await time.advance(10_000);
    const [delivery] = await deliveries(id);
    expect(delivery).toMatchObject({ state: "succeeded", attemptCount: 2, chargedCount: 1 });
    const { attempts } = await run(engine.deliveries.get(caller, delivery?.id ?? ""));
    expect(attempts[0]).toMatchObject({ outcome: "local_fault", charged: false, request: null });
    // The reason is for the operator's log: it may name files and keys of the server.
    expect(attempts[0]?.error).not.toContain("unreadable");
  });

  it("where the receiver's answer is nothing that a store takes", async () => {
    harness = await openHarness(directory.path);
    const { webhook, publish, deliveries, engine, caller, run, sender, log } = harness;
    const { id } = await webhook();
    sender.respond = () => ({ status: 200, remoteAddress: Symbol("what") as unknown as string });
    await publish();
    const [delivery] = await deliveries(id);
    expect(delivery).toMatchObject({ state: "succeeded", open: null });
    const { attempts } = await run(engine.deliveries.get(caller, delivery?.id ?? ""));
    expect(attempts).toMatchObject([{ outcome: "delivered", request: null, response: null }]);
    expect(log.filter((line) => line.level === "error")).toHaveLength(1);
  });

  it("where the listener to the stream throws", async () => {
    harness = await openHarness(directory.path);
    const { webhook, publish, deliveries, engine, caller, sender } = harness;
    const { id } = await webhook();
    sender.respond = () => 200;
    engine.stream.follow(caller.accountId, undefined, () => {
      throw new Error("the listener's own trouble");
    });
    await publish();
    expect(await deliveries(id)).toMatchObject([{ state: "succeeded", attemptCount: 1 }]);
  });
});

describe("what is recorded", () => {
  it("is the request as sent, credentials masked, and what came back", async () => {
    harness = await openHarness(directory.path);
    const { webhook, publish, deliveries, engine, caller, run, sender } = harness;
    const { id } = await webhook({ headers: { authorization: "Bearer topsecret", "x-team": "growth" } });
    sender.respond = () => ({ status: 500, error: "nothing" });
    await publish({ n: 1 });
    const [send] = sender.sends;
    expect(send?.header("authorization")).toBe("Bearer topsecret");
    const { attempts } = await run(engine.deliveries.get(caller, (await deliveries(id))[0]?.id ?? ""));
    expect(attempts[0]?.request).toMatchObject({ url: send?.url, body: send?.body });
    const sent = Object.fromEntries(send?.request.headers ?? []);
    expect(attempts[0]?.request?.headers).toEqual({ ...sent, authorization: "•••" });
    expect(JSON.stringify(attempts)).not.toContain("topsecret");
  });
});

describe("announcements", () => {
  it("tell the way of an event, in order", async () => {
    harness = await openHarness(directory.path, { settings: { retryScheduleSeconds: [2] } });
    const { webhook, publish, sender, follow, time } = harness;
    await webhook();
    sender.respond = (send) => (send.attempt === 1 ? 500 : 200);
    const entries = follow();
    await publish();
    await time.advance(10_000);
    expect(entries.map((entry) => entry.kind)).toEqual([
      "event.accepted",
      "attempt.started",
      "attempt.finished",
      "retry.planned",
      "attempt.started",
      "attempt.finished",
      "delivery.finished",
    ]);
  });
});
