import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  closeBrowser,
  NARROW,
  type PageOptions,
  screenshot,
  type WatchedPage,
  WIDE,
} from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

const open = (path: string, options: Omit<PageOptions, "baseURL"> = {}): Promise<WatchedPage> =>
  openDashboard(server, path, options);

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
    await watched.page.getByRole("heading", { name: "See your first event arrive", level: 1 }).waitFor();
    expect(await accessibilityFaults(watched.page)).toEqual([]);
    await watched.close();
  });
});

describe("the keyboard", () => {
  it("opens the command palette and goes where it is told", async () => {
    const watched = await open("/settings");
    const { page } = watched;
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search screens and commands" }).fill("as it happens");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Console", level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/console");
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search screens and commands" }).fill("evt_from-a-log");
    await page.getByText("Event evt_from-a-log").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/events/evt_from-a-log");
    // There is no such event, as its screen says.
    watched.refuseFaults(/status of 404/);
    await watched.close();
  });

  it("reaches the content before the navigation", async () => {
    const watched = await open("/keys");
    const { page } = watched;
    await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.locator(":focus").getAttribute("id")).toBe("main");
    await watched.close();
  });
});

describe("the navigation", () => {
  it("marks where one is, moves the focus to the new screen, and closes on a phone", async () => {
    const watched = await open("/", { viewport: NARROW });
    const { page } = watched;
    await page.getByRole("button", { name: "Open the navigation" }).click();
    const link = page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Event types" });
    await link.click();
    await page.getByRole("heading", { name: "Event types", level: 1 }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "main");
    expect(await link.getAttribute("aria-current")).toBe("page");
    expect(await page.getByRole("button", { name: "Open the navigation" }).isVisible()).toBe(true);
    watched.refuseFaults();
    await watched.close();
  });

  it("remembers the colour scheme that was chosen, from the first paint on", async () => {
    const watched = await open("/", { colorScheme: "light" });
    const { page } = watched;
    await page.getByRole("button", { name: "Colour scheme" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    const scheme = (): Promise<string | null> => page.locator("html").getAttribute("data-mantine-color-scheme");
    expect(await scheme()).toBe("dark");
    // The modules never arrive: what colours the page then is the script that runs before them.
    await page.route("**/assets/*.js", (route) => route.abort());
    await page.reload({ waitUntil: "commit" });
    await page.waitForSelector("html[data-mantine-color-scheme]", { state: "attached" });
    expect(await scheme()).toBe("dark");
    await watched.close();
  });
});

it("an address without a screen says so, and leads home", async () => {
  const watched = await open("/no-such-screen");
  const { page } = watched;
  await page.getByRole("heading", { name: "There is no such screen" }).waitFor();
  await page.getByRole("link", { name: "Go to Home" }).click();
  await page.getByRole("heading", { name: "See your first event arrive", level: 1 }).waitFor();
  watched.refuseFaults(/status of 404/);
  await watched.close();
});

it("what breaks the policy is noticed by these tests", async () => {
  const watched = await open("/settings");
  await watched.page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
  });
  await expect.poll(() => watched.faults.join()).toContain("policy: style-src-elem blocked inline");
  expect(() => watched.refuseFaults()).toThrow("The page is not clean");
  await watched.close();
});
