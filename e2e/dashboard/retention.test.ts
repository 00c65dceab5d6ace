import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { QUALIFIED } from "../support/samples.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
let receiver: Receiver;

beforeAll(async () => {
  server = await startServer({ args: ["--payload-retention", "2s"] });
  receiver = await startReceiver();
});
afterAll(async () => {
  await closeBrowser();
  await receiver.close();
  await server.stop();
});

it("an event whose payload has expired says so, and shows what is left of it", async () => {
  const { api } = server;
  await api.register({ url: receiver.url, events: ["*"] });
  const { id } = await api.publish("customer.qualified", QUALIFIED);
  await until(async () => (await api.call<{ payload_expired: boolean }>("GET", `/events/${id}`)).payload_expired, {
    what: "the payload to expire",
    timeoutMs: 30_000,
  });
  const watched = await openDashboard(server, `/events/${id}`, { bypassCsp: true });
  const { page } = watched;
  try {
    await expect.poll(() => page.getByText("The payload has expired").count()).toBeGreaterThan(0);
    await expect.poll(() => page.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
    expect(await page.getByRole("link", { name: "Edit and resend" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Payload" }).click();
    await expect.poll(() => page.getByText("publish it as a new event").isVisible()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto("/settings");
    await expect.poll(() => page.getByRole("heading", { name: "Retention" }).isVisible()).toBe(true);
    await expect.poll(() => page.getByText("30 d", { exact: true }).count()).toBeGreaterThan(0);
  } finally {
    await watched.close();
  }
});
