import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  closeBrowser,
  NARROW,
  openPage,
  type PageOptions,
  screenshot,
  type WatchedPage,
  WIDE,
} from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** The dashboard at `path`, as the operator. */
async function open(path: string, options: Omit<PageOptions, "baseURL"> = {}): Promise<WatchedPage> {
  const watched = await openPage({ ...options, baseURL: server.url });
  await watched.page.route("**/api/v1/session", (route) =>
    route.fulfill({
      json: {
        kind: "session",
        account: { id: "acct_default", name: "Default", created_at: "2026-01-01T00:00:00.000Z" },
        scopes: ["events:read", "events:write", "webhooks:read", "webhooks:write", "keys:read", "audit:read"],
        operator: true,
        mode: "development",
        version: "0.1.0",
        expires_at: null,
        theme: null,
      },
    }),
  );
  await watched.page.goto(path);
  return watched;
}

const LOOKS = [
  ["wide", WIDE, "light"],
  ["wide", WIDE, "dark"],
  ["narrow", NARROW, "light"],
  ["narrow", NARROW, "dark"],
] as const;

describe.each(LOOKS)("the shell, %s", (width, viewport, colorScheme) => {
  it(`renders ${colorScheme} without a violation of its policy`, async () => {
    const watched = await open("/events", { viewport, colorScheme });
    const { page } = watched;
    await page.getByRole("heading", { name: "Events", level: 1 }).waitFor();
    expect(await page.title()).toBe("Events · CallCall Webhooks");
    expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe(colorScheme);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, `shell-${width}-${colorScheme}`);
    watched.refuseFaults();
    await watched.close();
  });

  it(`is accessible in ${colorScheme}`, async () => {
    const watched = await open("/", { viewport, colorScheme, bypassCsp: true });
    await watched.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    expect(await accessibilityFaults(watched.page)).toEqual([]);
    await watched.close();
  });
});
