import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** Hostile, and to be shown and saved as what it is. */
const KEY_NAME = '=HYPERLINK("http://evil.example")<img src=x onerror=alert(1)>';
const SHOP = "Shop <b>floor</b>";

let server: TestServer;
let shop: { readonly id: string };
beforeAll(async () => {
  server = await startServer();
  const { api } = server;
  const scopes = ["webhooks:read", "webhooks:write"];
  const { key } = await api.call<{ key: string }>("POST", "/keys", { name: KEY_NAME, scopes });
  shop = await api.register({
    url: "http://127.0.0.1:9/hooks",
    events: ["customer.*"],
    description: SHOP,
    headers: { authorization: "Bearer top-credential" },
  });
  const asKey = (method: string, path: string, body?: unknown) =>
    fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await asKey("PATCH", `/webhooks/${shop.id}`, {
    rate_limit: 50,
    headers: { authorization: "Bearer other-credential" },
  });
  await asKey("GET", `/webhooks/${shop.id}/secret`);
  await fetch(`${server.url}/api/v1/webhooks`, { headers: { authorization: "Bearer nobody" } });
  await api.call("GET", `/webhooks/${shop.id}/secret`);
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** The counts are stored every five seconds. */
async function callsAreStored(): Promise<void> {
  const isThere = async () => {
    const { data } = await server.api.call<{ data: { status: number }[] }>("GET", "/api-calls?failed=true");
    return data.some(({ status }) => status === 401);
  };
  await until(isThere, { what: "the counts to be stored", timeoutMs: 30_000 });
}

it("who changed what is told before and after, narrowed by what is clicked, and goes on by itself", async () => {
  const watched = await openDashboard(server, "/activity");
  const { page } = watched;
  const log = page.getByRole("region", { name: "Changes" });
  const changed = log.getByRole("article").filter({ hasText: "changed the endpoint" });
  await changed.getByText(KEY_NAME).waitFor();
  await changed.getByRole("row", { name: "rate_limit not set 50" }).waitFor();
  await changed.getByRole("row", { name: "headers.authorization (hidden) (hidden)" }).waitFor();
  await changed.getByText("from 127.0.0.1").waitFor();
  expect(await page.content()).not.toContain("credential");
  await screenshot(page, "activity-wide-light");

  await changed.getByRole("button", { name: `history of ${SHOP}` }).click();
  await page.waitForURL(/target=wh_/);
  const entries = log.getByRole("article");
  await until(async () => (await entries.count()) === 3, { what: "the three entries of the endpoint" });
  // What is made is told in one line, its fields when asked for.
  const made = entries.filter({ hasText: "registered the endpoint" });
  await made.getByRole("button", { name: /Show \d+ fields/ }).click();
  await made.getByRole("row", { name: "url not set http://127.0.0.1:9/hooks" }).waitFor();

  await server.api.call("POST", `/webhooks/${shop.id}/disable`);
  await page.getByRole("button", { name: "1 new" }).click();
  await entries.filter({ hasText: "disabled the endpoint" }).waitFor();

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("combobox", { name: "What was done" }).fill("looked");
  await page.getByRole("option", { name: "Secrets: looked at", exact: true }).click();
  await page.waitForURL(/action=secret\.reveal/);
  await until(async () => (await entries.count()) === 1, { what: "the one reveal" });
  await entries.getByRole("link", { name: SHOP }).click();
  await page.waitForURL(new RegExp(`/endpoints/${shop.id}`));
  watched.refuseFaults();
  await watched.close();
});

it("what is shown is saved as a table that computes nothing", async () => {
  const watched = await openDashboard(server, "/activity?action=webhook.update");
  const { page } = watched;
  await page.getByRole("article").first().waitFor();
  const save = async (how: string): Promise<string> => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: how }).click(),
    ]);
    return readFile(await download.path(), "utf8");
  };
  const csv = await save("As CSV");
  expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")`);
  expect(csv.trim().split("\r\n")).toHaveLength(2);
  expect(JSON.parse(await save("As JSON"))).toMatchObject([{ action: "webhook.update", actor_name: KEY_NAME }]);
  watched.refuseFaults();
  await watched.close();
});

it("every call is counted, and those that were refused stand out", async () => {
  await callsAreStored();
  const watched = await openDashboard(server, "/activity");
  const { page } = watched;
  await page.getByText("API calls", { exact: true }).click();
  await page.waitForURL(/tab=calls/);
  await page.getByRole("img", { name: /API calls over time: [1-9]/ }).waitFor();
  const calls = page.getByRole("list", { name: "API calls" }).getByRole("listitem");
  const refused = calls.filter({ hasText: "Without a valid key" });
  await refused.getByText("401").waitFor();
  await screenshot(page, "activity-calls-wide-light");
  await page.getByRole("checkbox", { name: "Refused or failed only" }).check();
  await page.waitForURL(/failed=true/);
  await until(async () => (await calls.filter({ hasText: "200" }).count()) === 0, { what: "only what was refused" });
  await refused.getByRole("button", { name: "GET /webhooks" }).click();
  await page.waitForURL(/operation=webhooks\.list/);
  watched.refuseFaults();
  await watched.close();
});

it("an address that fits nothing says so, and how to see something again", async () => {
  const watched = await openDashboard(server, "/activity?actor=key_none&range=24h");
  const { page } = watched;
  await page.getByText("No change is like that").waitFor();
  await screenshot(page, "activity-none-wide-light");
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.getByRole("article").first().waitFor();
  watched.refuseFaults();
  await watched.close();
});

const LOOKS = [
  ["wide", WIDE, "light"],
  ["wide", WIDE, "dark"],
  ["narrow", NARROW, "light"],
  ["narrow", NARROW, "dark"],
] as const;

describe.each(LOOKS)("activity, %s", (width, viewport, colorScheme) => {
  it.each([
    ["activity", "/activity", "article"],
    ["activity-calls", "/activity?tab=calls", "list"],
  ] as const)(`is accessible in ${colorScheme}, and fits: %s`, async (name, path, role) => {
    await callsAreStored();
    const watched = await openDashboard(server, path, { viewport, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByRole("main").getByRole(role).first().waitFor();
    await page.waitForFunction(
      () => document.querySelector('[aria-label^="Loading"], .mantine-Skeleton-root') === null,
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await screenshot(page, `${name}-${width}-${colorScheme}`);
    watched.refuseFaults();
    await watched.close();
  });
});
