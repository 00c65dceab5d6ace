import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
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

describe("the catalogue", () => {
  it("shows a type's properties, and its TypeScript to copy", async () => {
    const watched = await openDashboard(server, "/event-types?text=qualif");
    const { page } = watched;
    await page.getByRole("link", { name: "customer.qualified" }).click();
    await page.getByRole("heading", { name: "customer.qualified", level: 1 }).waitFor();
    await page.getByRole("table", { name: "Properties of data" }).getByText("customer_id").waitFor();
    await page.getByText("export interface CustomerQualified").waitFor();
    await screenshot(page, "event-type");
    watched.refuseFaults();
    await watched.close();
  });

  it("adds a type that refuses what departs, shows why a name is refused, and archives it", async () => {
    const watched = await openDashboard(server, "/event-types/new");
    const { page } = watched;
    await page.getByLabel("Name").fill("Order Paid");
    await page.getByRole("button", { name: "Add the event type" }).click();
    await page.getByText("must be words of a-z, 0-9, _ joined by dots").first().waitFor();
    await page.getByLabel("Name").fill("order.paid");
    await page.getByText("Refuse it").click();
    await page.getByRole("button", { name: "Add the event type" }).click();
    await page.getByRole("heading", { name: "order.paid", level: 1 }).waitFor();
    await page.getByText("What departs from the schema is refused.").waitFor();
    const refused = await server.api.send("POST", "/events", { type: "order.paid", data: { order_id: 1 } });
    expect(refused.status).toBe(422);

    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Restore" }).waitFor();
    // The refused name is logged by the browser as well.
    watched.refuseFaults(/status of 400/);
    await watched.close();
  });

  it.each([
    ["wide", WIDE, "dark"],
    ["narrow", NARROW, "light"],
  ] as const)("is accessible and fits (%s, %s)", async (name, viewport, colorScheme) => {
    for (const [path, heading] of [
      ["/event-types", "Event types"],
      ["/event-types/service.matched", "service.matched"],
      ["/event-types/new", "Add an event type"],
    ] as const) {
      const watched = await openDashboard(server, path, { viewport, colorScheme, bypassCsp: true });
      const { page } = watched;
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
      await page.getByText("customer.qualified").or(page.getByText("JSON Schema")).first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await screenshot(page, `event-types-${heading.replaceAll(" ", "-")}-${name}-${colorScheme}`);
      await watched.close();
    }
  });
});
