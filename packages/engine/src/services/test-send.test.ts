import { BUILT_IN_EVENT_TYPES } from "@callcall/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const test = (id: string, body: string) => harness.engine.webhooks.test(harness.caller, id, Buffer.from(body));

describe("the tester", () => {
  it("sends a sample, signed, and answers with the whole attempt", async () => {
    const { webhook, sender, run } = harness;
    const { id } = await webhook({ headers: { authorization: "Bearer topsecret" } });
    sender.respond = () => 202;
    const attempt = await run(test(id, '{"type":"customer.qualified"}'));
    const [send] = sender.sends;
    expect(JSON.parse(send?.body ?? "").data).toEqual(BUILT_IN_EVENT_TYPES[0].example);
    expect(send?.header("webhook-signature")).toMatch(/^v1,/);
    expect(send?.header("authorization")).toBe("Bearer topsecret");
    expect(attempt).toMatchObject({
      status: "finished",
      outcome: "delivered",
      charged: false,
      response: { status: 202 },
    });
    expect(attempt.request?.body).toBe(send?.body);
    expect(JSON.stringify(attempt)).not.toContain("topsecret");
  });

  it("sends data byte for byte", async () => {
    const { webhook, sender, run } = harness;
    const { id } = await webhook();
    sender.respond = () => 200;
    await run(test(id, '{"type":"test.happened","data":{"f":1.0,"n":12345678901234567890}}'));
    expect(sender.sends[0]?.body).toContain('"data":{"f":1.0,"n":12345678901234567890},');
  });

  it("stores nothing, and says nothing about the webhook's health", async () => {
    const { webhook, sender, run, engine, caller, deliveries } = harness;
    const { id } = await webhook();
    sender.respond = () => 410;
    await run(test(id, '{"type":"test.happened"}'));
    expect(await deliveries()).toEqual([]);
    expect((await run(engine.events.list(caller, {}, { limit: 10, after: null }))).data).toEqual([]);
    expect(await run(engine.webhooks.get(caller, id))).toMatchObject({ status: "enabled", failing_since: null });
  });

  it("works for a disabled webhook too", async () => {
    const { webhook, sender, run, engine, caller } = harness;
    const { id } = await webhook();
    await run(engine.webhooks.disable(caller, id));
    sender.respond = () => 200;
    expect((await run(test(id, '{"type":"test.happened"}'))).outcome).toBe("delivered");
  });

  it.each([
    ['{"type":"no.such"}', "unknown_event_type"],
    ['{"type":"test.happened","url":"https://elsewhere.example"}', "unknown_field"],
    ["{}", "invalid_request"],
    ["", "invalid_json"],
  ])("refuses %s", async (body, code) => {
    const { id } = await harness.webhook();
    await expect(harness.run(test(id, body))).rejects.toMatchObject({ code });
    expect(harness.sender.sends).toEqual([]);
  });

  it("runs five at once and no more; refused ones use no place up", async () => {
    const { webhook, sender, run, time } = harness;
    const { id } = await webhook();
    for (let round = 0; round < 3; round++) {
      const running = Array.from({ length: 5 }, () => test(id, '{"type":"test.happened"}'));
      await time.settle();
      await expect(run(test(id, '{"type":"test.happened"}'))).rejects.toMatchObject({ code: "rate_limited" });
      for (const send of sender.open) send.answer(200);
      await run(Promise.all(running));
    }
    expect(sender.sends).toHaveLength(15);
  });
});
