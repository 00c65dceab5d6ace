import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(async () => {
  await server.stop();
});
afterAll(closeBrowser);

describe("the first minute", () => {
  it("takes three clicks from an empty account to an event that arrived, signed", async () => {
    const watched = await openDashboard(server, "/");
    const { page } = watched;
    await page.getByRole("heading", { name: "See your first event arrive", level: 1 }).waitFor();
    await screenshot(page, "home-start");
    await page.getByRole("button", { name: "Make a receiver" }).click();
    await page.getByRole("button", { name: "Register the endpoint" }).click();
    await page.getByRole("button", { name: "Publish the event" }).click();
    await page.getByRole("heading", { name: "It arrived" }).waitFor();
    await page.getByText("Signature verified").waitFor();
    await page.getByLabel("Body", { exact: true }).getByText("customer_987654321").waitFor();
    await screenshot(page, "home-arrived");

    // It is a real event: another window of the account sees it.
    const events = await server.api.all<{ readonly type: string }>("/events");
    expect(events.map(({ type }) => type)).toEqual(["customer.qualified"]);

    // Over a reload what was made is found again, and the account is a used one.
    await page.getByRole("button", { name: "On to the dashboard" }).click();
    await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    await page.getByText("Nothing: the endpoint is well.").waitFor();
    watched.refuseFaults();
    await watched.close();
  });

  it("goes on where an earlier visit stopped", async () => {
    const watched = await openDashboard(server, "/");
    const { page } = watched;
    await page.getByRole("button", { name: "Make a receiver" }).click();
    await page.getByRole("button", { name: "Register the endpoint" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Register the endpoint" }).waitFor();
    await watched.close();
  });

  it("is accessible, and fits a phone", async () => {
    const watched = await openDashboard(server, "/", { viewport: NARROW, colorScheme: "dark", bypassCsp: true });
    const { page } = watched;
    await page.getByRole("button", { name: "Make a receiver" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await screenshot(page, "home-start-narrow-dark");
    await watched.close();
  });
});

describe("health at a glance", () => {
  /** An endpoint that nobody listens at, without retries: its delivery fails for good at once. */
  async function failOnce(): Promise<void> {
    await server.api.call("POST", "/webhooks", {
      url: "http://127.0.0.1:9/webhook",
      events: ["*"],
      description: "Dead endpoint",
      retry_policy: { schedule_seconds: [] },
    });
    await server.api.call("POST", "/events", { type: "customer.qualified", data: {} });
    await until(async () => (await server.api.deliveries({ status: "failed" })).length === 1, {
      what: "the delivery to fail for good",
    });
  }

  it.each([
    ["wide", WIDE, "light"],
    ["narrow", NARROW, "dark"],
  ] as const)("shows what needs attention, with the way to it (%s, %s)", async (name, viewport, colorScheme) => {
    await failOnce();
    const watched = await openDashboard(server, "/?range=1h", { viewport, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByText("1 delivery to Dead endpoint failed for good").waitFor();
    await page.getByRole("img", { name: /^Attempts a minute in the last 1h: 0 delivered, 1 failed/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await screenshot(page, `home-failing-${name}-${colorScheme}`);
    await page.getByRole("link", { name: "Look and send again" }).click();
    await page.waitForURL(/\/deliveries\?.*status=failed/);
    await watched.close();
  });

  it("keeps the range in the address", async () => {
    await failOnce();
    const watched = await openDashboard(server, "/");
    const { page } = watched;
    await page.getByRole("radiogroup", { name: "Time range" }).getByText("7 d").click();
    await page.waitForURL(/range=7d/);
    watched.refuseFaults();
    await watched.close();
  });
});
