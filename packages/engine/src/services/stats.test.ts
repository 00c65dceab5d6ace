import { afterEach, beforeEach, expect, test } from "vitest";
import { CALLER, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

const HOUR = 3_600_000;

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

test("what was published, sent and refused stands in the figures at once, of the account and of each webhook", async () => {
  const good = await harness.webhook({ url: "https://good.example/" });
  const bad = await harness.webhook({ url: "https://bad.example/" });
  harness.sender.respond = ({ url }) => (url.includes("bad") ? 500 : 200);
  for (let index = 0; index < 3; index++) await harness.publish();
  await harness.time.settle();

  const account = await harness.run(harness.engine.stats.account(CALLER, {}));
  expect(account.totals).toMatchObject({
    events: 3,
    attempts: 6,
    delivered: 3,
    failed: 3,
    success_rate: 0.5,
    pending: 3,
  });
  expect(account.totals.outcomes).toEqual({ delivered: 3, http_5xx: 3 });
  expect(account.buckets.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(6);
  expect(account.buckets).toHaveLength((Date.parse(account.until) - Date.parse(account.since)) / 900_000);

  const page = await harness.run(harness.engine.stats.webhooks(CALLER, {}, { limit: 10, after: null }));
  expect(page.data.map(({ webhook_id, totals }) => [webhook_id, totals.success_rate, totals.pending])).toEqual([
    [bad.id, 0, 3],
    [good.id, 1, 0],
  ]);
  const one = await harness.run(harness.engine.stats.webhook(CALLER, bad.id, {}));
  expect(one.totals).toMatchObject({ events: 3, failed: 3 });
  expect(one.totals.oldest_pending_at).not.toBeNull();
});

test("a webhook that is not there has no figures", async () => {
  await expect(harness.run(harness.engine.stats.webhook(CALLER, "wh_none", {}))).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a window that cannot be shown is refused by name", async () => {
  const nowMs = harness.time.clock.nowMs();
  await expect(harness.engine.stats.account(CALLER, { bucketSeconds: 60 })).rejects.toMatchObject({
    code: "invalid_parameter",
    errors: [{ pointer: "/bucket_seconds" }],
  });
  const minutes = { sinceMs: nowMs - 16 * HOUR, bucketSeconds: 60 };
  await expect(harness.engine.stats.webhooks(CALLER, minutes, { limit: 250, after: null })).rejects.toMatchObject({
    code: "invalid_parameter",
    errors: [{ pointer: "/limit", detail: expect.stringContaining("50000") }],
  });
  const page = await harness.run(harness.engine.stats.webhooks(CALLER, minutes, { limit: 50, after: null }));
  expect(page.data).toEqual([]);
});
