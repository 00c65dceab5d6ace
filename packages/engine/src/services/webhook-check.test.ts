import type { WebhookCheck, WebhookCreate } from "@callcall/contract";
import { Problem } from "@callcall/contract";
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

const check = (input: WebhookCheck) => harness.run(harness.engine.webhooks.check(harness.caller, input));

const FAULTY = {
  url: "https://10.0.0.1/hook",
  events: ["customer.qualifed", "customer.qualified", "no.such"],
  version: "1999-01-01",
  filter: "data.score >",
  headers: { host: "x", "x-fine": "y" },
} satisfies Partial<WebhookCreate>;

describe("checking settings", () => {
  it("names every fault at once", async () => {
    const faults = await check(FAULTY);
    expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/url", "address_refused"],
      ["/events/0", "unknown_event_type"],
      ["/events/2", "unknown_event_type"],
      ["/version", "invalid_request"],
      ["/filter", "invalid_filter"],
      ["/headers/host", "invalid_header"],
    ]);
    expect(faults[1]?.detail).toBe("is not a known event type. Did you mean customer.qualified?");
  });

  it.each(Object.keys(FAULTY) as (keyof typeof FAULTY)[])("says of %s what registering says", async (name) => {
    const { run, engine, caller } = harness;
    const input = { url: "https://consumer.example/hook", events: ["*"], [name]: FAULTY[name] } as WebhookCreate;
    const problem = await run(engine.webhooks.create(caller, input)).catch((error) => error);
    expect(problem).toBeInstanceOf(Problem);
    const { code, errors } = problem as Problem;
    expect(await check({ [name]: FAULTY[name] })).toEqual(errors.map((error) => ({ ...error, code })));
  });

  it("finds nothing wrong with what would be accepted, and writes nothing", async () => {
    const { run, engine, caller } = harness;
    expect(await check({ url: "https://consumer.example/hook", events: ["customer.*"], filter: null })).toEqual([]);
    expect(await check({})).toEqual([]);
    expect((await run(engine.webhooks.list(caller, { limit: 10, after: null }))).data).toEqual([]);
  });

  it("lets a webhook keep the value of a header", async () => {
    const { id } = await harness.webhook({ headers: { authorization: "Bearer abc" } });
    expect(await check({ headers: { authorization: null }, webhook_id: id })).toEqual([]);
    expect(await check({ headers: { authorization: null } })).toEqual([
      { pointer: "/headers/authorization", code: "invalid_header", detail: expect.stringContaining("give it one") },
    ]);
  });

  it("lets a webhook keep a type that is archived since", async () => {
    const { run, engine, caller, webhook } = harness;
    const { id } = await webhook({ events: ["test.happened"] });
    await run(engine.eventTypes.update(caller, "test.happened", { archived: true }));
    expect(await check({ events: ["test.happened"] })).toMatchObject([{ pointer: "/events/0" }]);
    expect(await check({ events: ["test.happened"], webhook_id: id })).toEqual([]);
    await expect(check({ webhook_id: "wh_none" })).rejects.toMatchObject({ code: "not_found" });
  });
});
