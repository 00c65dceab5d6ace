import type { Receiver } from "@callcall/contract";
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

describe("the Simulator", () => {
  it("makes a receiver, registers it in a click, and shows what it gets as it arrives", async () => {
    const watched = await openDashboard(server, "/simulator");
    const { page } = watched;
    await page.getByText("There is no test receiver yet").waitFor();
    await screenshot(page, "simulator-empty-wide-light");
    await page.getByRole("button", { name: "New receiver" }).click();
    await page.getByLabel("Name").fill("Mine");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("button", { name: "Register it as an endpoint" }).click();
    await page.getByText("Registered:").waitFor();

    await server.api.publish("customer.qualified", { score: 1 });
    const requests = page.getByRole("list", { name: "Received requests" });
    await requests.getByText("customer.qualified").waitFor();
    await requests.getByText("Signature valid").waitFor();

    // What is shown is text, whatever it holds.
    const { data } = await server.api.call<{ data: Receiver[] }>("GET", "/sim/receivers");
    await fetch(data[0]?.url ?? "", {
      method: "POST",
      headers: { "x-note": "<img src=x onerror=alert(1)>" },
      body: "<script>alert(1)</script>",
    });
    await requests.getByText("Signature wrong").waitFor();
    await requests.getByRole("button", { name: /Not a delivery of ours/ }).click();
    await page.getByText("<script>alert(1)</script>").waitFor();
    await page.getByText("<img src=x onerror=alert(1)>").waitFor();
    await page.getByText("The signature is not valid").waitFor();
    await screenshot(page, "simulator-received-wide-light");

    await page.getByRole("link", { name: "Open in the validator" }).click();
    await page.getByRole("heading", { name: "Signatures", level: 1 }).waitFor();
    await page.getByText("at a test receiver").waitFor();
    watched.refuseFaults();
    await watched.close();
  });

  it("changes how a receiver answers", async () => {
    const made = await server.api.call<Receiver>("POST", "/sim/receivers", { name: "Changes" });
    const watched = await openDashboard(server, `/simulator?receiver=${made.id}`, { colorScheme: "dark" });
    const { page } = watched;
    await page.getByRole("heading", { name: "Changes" }).waitFor();
    await page.getByRole("combobox", { name: "It answers with" }).click();
    await page.getByRole("option", { name: "A status" }).click();
    await page.getByLabel("Status").fill("418");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Answers 418").waitFor();
    expect((await fetch(made.url ?? "", { method: "POST" })).status).toBe(418);
    await page.getByText("Answered 418").waitFor();
    await screenshot(page, "simulator-behaviour-wide-dark");
    watched.refuseFaults();
    await watched.close();
  });

  it("publishes traffic, shows it live, and stops", async () => {
    const watched = await openDashboard(server, "/simulator?tab=traffic");
    const { page } = watched;
    await page.getByLabel("Events a second").fill("20");
    await page.getByLabel("Seconds", { exact: true }).fill("300");
    await page.getByText("6,000 events in 5 min").waitFor();
    await page.getByRole("button", { name: "Start" }).click();
    const run = page.getByRole("region", { name: "The run" });
    await run.getByText("Under way").waitFor();
    await run.getByRole("img", { name: "Events and attempts a second" }).waitFor();
    await screenshot(page, "simulator-traffic-live");
    await run.getByRole("button", { name: "Stop" }).click();
    await run.getByText("Stopped").waitFor();
    const events = await server.api.call<{ data: { type: string }[] }>("GET", "/events?type=message.received");
    expect(events.data.length).toBeGreaterThan(0);
    watched.refuseFaults();
    await watched.close();
  });

  it.each([
    ["wide", WIDE, "light"],
    ["narrow", NARROW, "dark"],
  ] as const)("is accessible and fits, %s", async (width, viewport, colorScheme) => {
    const made = await server.api.call<Receiver>("POST", "/sim/receivers", { name: `Looks ${width}` });
    await fetch(made.url ?? "", { method: "POST", body: '{"a":1}' });
    const watched = await openDashboard(server, `/simulator?receiver=${made.id}`, {
      viewport,
      colorScheme,
      bypassCsp: true,
    });
    const { page } = watched;
    await page.getByRole("list", { name: "Received requests" }).getByRole("button").first().click();
    await page.getByRole("table", { name: "Headers" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await screenshot(page, `simulator-${width}-${colorScheme}`);
    await page.getByRole("tab", { name: "Traffic" }).click();
    await page.getByLabel("Events a second").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, `simulator-traffic-${width}-${colorScheme}`);
    await watched.close();
  });
});
