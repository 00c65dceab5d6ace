import type { Store } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";
import { hashKey } from "./keys.ts";

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

const make = (expires_at?: string) =>
  harness.run(
    harness.engine.keys.create(harness.caller, {
      name: "ci",
      scopes: ["events:write", "events:write"],
      ...(expires_at === undefined ? {} : { expires_at }),
    }),
  );

describe("a key", () => {
  it("is shown once, and opens what its scopes allow", async () => {
    const { engine, caller, run } = harness;
    const made = await make();
    expect(made.key).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
    expect(made).toMatchObject({ scopes: ["events:write"], operator: false, hint: made.key.slice(-4) });
    expect(await run(engine.keys.authenticate(made.key))).toEqual({
      keyId: made.id,
      name: made.name,
      accountId: ACCOUNT,
      scopes: ["events:write"],
      operator: false,
      keyHash: hashKey(made.key),
      expiresMs: null,
      session: null,
    });
    const list = await run(engine.keys.list(caller, { limit: 10, after: null }));
    expect(JSON.stringify(list)).not.toContain(made.key.slice(3, -4));
    expect(JSON.stringify(list)).not.toContain(hashKey(made.key));
  });

  it("opens nothing once it is revoked, and what never was a key neither", async () => {
    const { engine, caller, run } = harness;
    const made = await make();
    await run(engine.keys.revoke(caller, made.id));
    for (const token of [made.key, `${made.key}x`, made.key.toUpperCase(), "", "ck_"]) {
      expect(await run(engine.keys.authenticate(token))).toBeUndefined();
    }
    await expect(run(engine.keys.revoke(caller, "key_unknown"))).rejects.toMatchObject({ code: "not_found" });
    const stranger = { ...caller, accountId: "acct_other" };
    await expect(run(engine.keys.revoke(stranger, made.id))).rejects.toMatchObject({ code: "not_found" });
  });

  it("opens nothing once it is revoked, though it was being looked up meanwhile", async () => {
    await harness.close();
    let release = (): void => {};
    let isSlow = false;
    // As over a network: the answer is as old as the question.
    const wrap = (store: Store): Store => ({
      ...store,
      keyByHash: async (hash) => {
        const found = await store.keyByHash(hash);
        if (isSlow) await new Promise<void>((resolve) => (release = resolve));
        return found;
      },
    });
    harness = await openHarness(directory.path, { wrap });
    const { engine, caller, run } = harness;
    const made = await make();
    isSlow = true;
    const asked = engine.keys.authenticate(made.key);
    await run(engine.keys.revoke(caller, made.id));
    release();
    await asked;
    isSlow = false;
    expect(await run(engine.keys.authenticate(made.key))).toBeUndefined();
  });

  it("opens nothing from its end on", async () => {
    const { engine, run, time } = harness;
    const made = await make("2025-02-07T03:55:00Z");
    await time.advance(3_599_999);
    expect(await run(engine.keys.authenticate(made.key))).toBeDefined();
    await time.advance(1);
    expect(await run(engine.keys.authenticate(made.key))).toBeUndefined();
    await expect(make("2025-02-07T03:55:00Z")).rejects.toMatchObject({ code: "invalid_request" });
  });
});
