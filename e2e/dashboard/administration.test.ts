import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

describe("API keys", () => {
  it("makes one, shows it once, and revokes it", async () => {
    const watched = await openDashboard(server, "/keys");
    const { page } = watched;
    await page.getByRole("button", { name: "Make a key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await dialog.getByText("Give it a name").waitFor();
    await dialog.getByLabel("Name").fill("billing service");
    await dialog.getByText("Read", { exact: true }).click();
    await screenshot(page, "keys-form");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const key = await dialog.getByLabel("API key").inputValue();
    expect(key).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
    await screenshot(page, "keys-made");
    // Nothing but the button closes it: it would be lost.
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await page.content()).not.toContain(key);

    const ask = (path: string) => fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask("/webhooks")).status).toBe(200);
    expect((await ask("/session")).status).toBe(200);
    const row = page.getByRole("row", { name: /billing service/ });
    await row.getByText("Active").waitFor();
    await screenshot(page, "keys-list");
    await row.getByRole("button", { name: /Actions/ }).click();
    await page.getByRole("menuitem", { name: /Revoke/ }).click();
    await page.getByRole("button", { name: "Revoke the key" }).click();
    await row.waitFor({ state: "hidden" });
    expect((await ask("/webhooks")).status).toBe(401);
    await page.getByLabel(/Show revoked/).check({ force: true });
    await row.getByText("Revoked").waitFor();
    watched.refuseFaults();
    await watched.close();
  });
});

describe("portal links", () => {
  it("makes one with a theme and an iframe to paste, and revokes it", async () => {
    const watched = await openDashboard(server, "/portal-links");
    const { page } = watched;
    await page.getByText("No link is in force").waitFor();
    await page.getByRole("button", { name: "Make a link" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Acme");
    await dialog.getByLabel("Colour", { exact: true }).fill("#0f766e");
    await dialog.getByLabel("May be shown inside of").fill("not an origin");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByText(/is not an origin/).waitFor();
    await dialog.getByLabel("May be shown inside of").fill("https://app.example/page");
    await screenshot(page, "links-form");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const url = await dialog.getByLabel("Portal link").inputValue();
    expect(url).toMatch(new RegExp(`^${server.url}/portal/prt_\\w+#token=cp_`));
    await dialog.getByText(`src="${url}"`).waitFor();
    await screenshot(page, "links-made");
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    const row = page.getByRole("row", { name: /Acme/ });
    await row.getByText("https://app.example").waitFor();
    await screenshot(page, "links-list");
    await row.getByRole("button", { name: "Revoke Acme" }).click();
    await page.getByRole("button", { name: "Revoke the link" }).click();
    await page.getByText("No link is in force").waitFor();
    watched.refuseFaults();
    await watched.close();
  });
});

describe("settings", () => {
  it("shows how the server is set up, and changes how the page looks", async () => {
    const watched = await openDashboard(server, "/settings");
    const { page } = watched;
    await page.getByText("Development mode").waitFor();
    await page.getByText(server.url, { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Search the limits" }).fill("batch events");
    await page
      .getByRole("row", { name: /Batch events/ })
      .getByText("1,000")
      .waitFor();
    await page.getByLabel("Dark").check();
    expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
    await screenshot(page, "settings-dark");
    watched.refuseFaults();
    await watched.close();
  });
});

const SCREENS = [
  ["/keys", "API keys"],
  ["/portal-links", "Portal links"],
  ["/settings", "Settings"],
] as const;

describe.each([
  ["wide", WIDE, "light"],
  ["narrow", NARROW, "dark"],
] as const)("%s", (width, viewport, colorScheme) => {
  it.each(SCREENS)(`%s is accessible in ${colorScheme}, and fits`, async (path, title) => {
    const watched = await openDashboard(server, path, { viewport, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
    await until(async () => (await page.getByRole("status", { name: /^Loading/ }).count()) === 0, { what: "the data" });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await screenshot(page, `admin-${path.slice(1).replaceAll("/", "-")}-${width}`);
    await watched.close();
  });
});

describe.each(["light", "dark"] as const)("the dialogs, in %s", (colorScheme) => {
  it.each([
    ["/keys", "Make a key", "Make the key"],
    ["/portal-links", "Make a link", "Make the link"],
  ])("of %s are accessible, before and after", async (path, open, make) => {
    const watched = await openDashboard(server, path, { viewport: NARROW, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByRole("button", { name: open }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Acme");
    expect(await accessibilityFaults(page)).toEqual([]);
    await screenshot(page, `dialog-${path.slice(1)}-${colorScheme}`);
    await dialog.getByRole("button", { name: make }).click();
    await dialog.getByText("Shown this once").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await screenshot(page, `dialog-${path.slice(1)}-made-${colorScheme}`);
    await watched.close();
  });
});
