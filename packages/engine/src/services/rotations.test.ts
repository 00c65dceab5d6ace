import { afterEach, beforeEach, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEKLY = { period_days: 7, automatic: true };

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

async function reveal(id: string) {
  return harness.run(harness.engine.webhooks.revealSecret(harness.caller, id));
}

async function rotations(id: string) {
  const { engine, caller, run } = harness;
  const filter = { target: id, action: "secret.rotate" };
  return (await run(engine.audit.list(caller, filter, { limit: 50, after: null }))).data;
}

it("a period is shown with the day on which the secret is due, and a rotation by hand puts it off", async () => {
  const { engine, caller, run, webhook, time } = harness;
  const made = await webhook({ secret_rotation: { period_days: 90, automatic: false } });
  expect(made).toMatchObject({
    secret_rotation: { period_days: 90, automatic: false },
    secret_rotation_due_at: "2025-05-08T02:55:00.000Z",
  });
  await time.advance(DAY_MS);
  await run(engine.webhooks.rotateSecret(caller, made.id, 0));
  const after = await run(engine.webhooks.get(caller, made.id));
  expect(after.secret_rotation_due_at).toBe("2025-05-09T02:55:00.000Z");
  const never = await run(engine.webhooks.update(caller, made.id, { secret_rotation: null }));
  expect(never).toMatchObject({ secret_rotation: null, secret_rotation_due_at: null });
  const { data } = await run(engine.audit.list(caller, { action: "webhook.update" }, { limit: 1, after: null }));
  expect(data[0]?.changes).toEqual([
    { field: "secret_rotation", before: { period_days: 90, automatic: false }, after: null },
  ]);
});

it("the server rotates when the time has come, and the secret before signs for seven days more", async () => {
  const { webhook, time, log } = harness;
  const announced = harness.follow();
  const { id, secret } = await webhook({ secret_rotation: WEEKLY });
  await time.advance(7 * DAY_MS - HOUR_MS);
  expect(await rotations(id)).toEqual([]);
  await time.advance(HOUR_MS);
  const first = await reveal(id);
  expect(first.secret).not.toBe(secret);
  expect(first.previous).toEqual([{ secret, expires_at: "2025-02-21T02:55:00.000Z" }]);
  expect(await rotations(id)).toMatchObject([
    {
      actor: "system",
      actor_name: "CallCall",
      ip: null,
      changes: [
        { field: "secret", before: `whsec_…${secret.slice(-4)}`, after: `whsec_…${first.secret.slice(-4)}` },
        { field: "previous_expires_at", before: null, after: "2025-02-21T02:55:00.000Z" },
      ],
    },
  ]);
  expect(log).toContainEqual({ level: "info", message: "rotated a secret on schedule", fields: { webhook: id } });
  expect(announced.filter((entry) => entry.kind === "webhook.changed")).toHaveLength(2);

  await time.advance(6 * DAY_MS);
  expect(await rotations(id)).toHaveLength(1);
  await time.advance(DAY_MS);
  expect(await rotations(id)).toHaveLength(2);
  const second = await reveal(id);
  expect(second.previous.map((one) => one.secret)).toEqual([first.secret]);
});

it("secrets that still overlap are three at the most", async () => {
  const { engine, caller, run, webhook, time } = harness;
  const { id, secret } = await webhook({ secret_rotation: WEEKLY });
  await time.advance(7 * DAY_MS - 2 * HOUR_MS);
  const byHand = await run(engine.webhooks.rotateSecret(caller, id, 604_800));
  await time.advance(7 * DAY_MS - HOUR_MS);
  await run(engine.webhooks.rotateSecret(caller, id, 604_800));
  await run(engine.webhooks.rotateSecret(caller, id, 604_800));
  await time.advance(7 * DAY_MS);
  const { previous } = await reveal(id);
  expect(previous.length).toBeLessThanOrEqual(2);
  expect([secret, byHand.secret]).not.toContain(previous.at(-1)?.secret);
});

it("what was due while the server was down is rotated at its start, once", async () => {
  const { webhook } = harness;
  const { id } = await webhook({ secret_rotation: WEEKLY });
  const startMs = harness.time.clock.nowMs() + 30 * DAY_MS;
  for (let start = 0; start < 3; start++) {
    await harness.crash();
    harness = await openHarness(directory.path, { startMs: startMs + start * HOUR_MS });
    expect(await rotations(id)).toHaveLength(1);
  }
});

it("many that are due together are all rotated, and one that cannot be does not hold up the others", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 120; n++) ids.push((await harness.webhook({ secret_rotation: WEEKLY })).id);
  await harness.close();
  const broken = ids[60];
  harness = await openHarness(directory.path, {
    startMs: harness.time.clock.nowMs() + 7 * DAY_MS,
    wrap: (store) => ({
      ...store,
      commit: (commands) =>
        commands.some((command) => command.kind === "secret.rotate" && command.secret.webhookId === broken)
          ? Promise.reject(new Error("no"))
          : store.commit(commands),
    }),
  });
  await harness.time.settle();
  const { engine, caller, run } = harness;
  const { data } = await run(engine.audit.list(caller, { action: "secret.rotate" }, { limit: 200, after: null }));
  const rotated = new Set(data.map((entry) => entry.target));
  expect(data).toHaveLength(rotated.size);
  expect(ids.filter((id) => !rotated.has(id))).toEqual([broken]);
});

it("a disabled webhook waits: nobody would notice the new secret", async () => {
  const { engine, caller, run, webhook, time } = harness;
  const { id } = await webhook({ secret_rotation: WEEKLY });
  await run(engine.webhooks.disable(caller, id));
  await time.advance(8 * DAY_MS);
  expect(await rotations(id)).toEqual([]);
  await run(engine.webhooks.enable(caller, id));
  await time.advance(HOUR_MS);
  expect(await rotations(id)).toHaveLength(1);
});
