import { LIMITS } from "@callcall/contract";
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

const create = (name = "Mine") => harness.run(harness.engine.receivers.create(harness.caller, { name }));

describe("test receivers", () => {
  it("have ids that nobody can guess from another's", async () => {
    const [one, two] = [await create(), await create()];
    expect(one.id).toMatch(/^rcv_[0-9a-f]{32}$/);
    expect(one.id.slice(4, 12)).not.toBe(two.id.slice(4, 12));
  });

  it("keep what a change does not name; a new behaviour is filled up with defaults", async () => {
    const { engine, caller, run } = harness;
    const { id } = await create("Mine");
    await run(engine.receivers.update(caller, id, { name: "Renamed" }));
    expect(await run(engine.receivers.get(caller, id))).toMatchObject({ name: "Renamed", behaviour: { answer: "ok" } });
  });

  it("end at their limit, and with their removal", async () => {
    const { engine, caller, run } = harness;
    const first = await create();
    for (let n = 1; n < LIMITS.receivers_per_account; n++) await create();
    await expect(create()).rejects.toMatchObject({ code: "limit_reached" });
    await run(engine.receivers.delete(caller, first.id));
    await create();
    await expect(run(engine.receivers.get(caller, first.id))).rejects.toMatchObject({ code: "not_found" });
    expect(await run(engine.receivers.at(first.id))).toBeUndefined();
  });

  it("know the webhooks that deliver to them, by whatever name of the server, and their secrets", async () => {
    const { engine, caller, run, webhook } = harness;
    const { id } = await create();
    const hooks = [
      await webhook({ url: `http://localhost:4400/sim/r/${id}` }),
      await webhook({ url: `https://hooks.example/sim/r/${id}?x=1` }),
    ];
    await webhook({ url: `https://hooks.example/sim/r/${id}0` });
    await webhook();
    const signers = await run(engine.receivers.signers(caller.accountId, id));
    expect(signers.map(({ webhookId }) => webhookId).sort()).toEqual(hooks.map((hook) => hook.id).sort());
    for (const hook of hooks) {
      expect(signers.find(({ webhookId }) => webhookId === hook.id)?.secrets).toEqual({
        inForce: [hook.secret],
        ended: [],
      });
    }
    expect(await run(engine.receivers.signers("acct_other", id))).toEqual([]);
  });
});
