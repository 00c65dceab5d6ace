import type { Replay } from "@callcall/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const TYPE = "customer.qualified";
const EVENTS = 60;

let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  [server, receiver] = await Promise.all([startServer(), startReceiver()]);
  const events = Array.from({ length: EVENTS }, (_, n) => ({ type: TYPE, data: { n } }));
  await server.api.call("POST", "/events/batch", { events });
});
afterAll(async () => {
  await closeBrowser();
  await receiver.close();
  await server.stop();
});

it("what an endpoint has missed is counted, sent, followed and cancelled", async () => {
  const webhook = await server.api.register({ url: receiver.url, events: [TYPE] });
  const watched = await openDashboard(server, `/endpoints/${webhook.id}?tab=replays`);
  const { page } = watched;
  await page.getByText("Nothing was replayed here yet").waitFor();
  await page.getByRole("button", { name: "Replay events…" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay events to this endpoint" });
  // Nothing has failed, everything is missing.
  await dialog.getByText(`${EVENTS} events. They carry the same webhook-id`).waitFor();
  await dialog.getByRole("radio", { name: "Failed ones" }).check();
  await dialog.getByText("There is none in this time").waitFor();
  expect(await dialog.getByRole("button", { name: "Replay", exact: true }).isDisabled()).toBe(true);
  await dialog.getByRole("radio", { name: "Missing ones" }).check();
  await dialog.getByLabel("Events a second").fill("10");
  expect(await server.api.deliveries({ webhook_id: webhook.id })).toEqual([]);
  await dialog.getByRole("button", { name: `Replay ${EVENTS} events` }).click();

  const running = page.getByRole("region", { name: "Under way" });
  await running.getByText(new RegExp(`^\\d+ of ${EVENTS} events, [1-9]`)).waitFor();
  await running.getByText(/\d+ delivered, \d+ pending, 0 failed/).waitFor();
  await screenshot(page, "replay-running");
  await running.getByRole("button", { name: "Cancel…" }).click();
  await page.getByRole("button", { name: "Cancel the replay" }).click();
  await page.getByRole("region", { name: "Earlier replays" }).getByText("Cancelled").waitFor();
  const [cancelled] = await server.api.all<Replay>(`/webhooks/${webhook.id}/replays`);
  expect(cancelled?.status).toBe("cancelled");
  const sent = cancelled?.replayed ?? 0;
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(EVENTS);

  // A new one finds exactly what is left.
  await page.getByRole("button", { name: "Replay events…" }).click();
  await dialog.getByLabel("Events a second").fill("1000");
  await dialog.getByRole("button", { name: `Replay ${EVENTS - sent} events` }).click();
  await page.getByRole("region", { name: "Earlier replays" }).getByText("Completed").waitFor();
  await receiver.count(EVENTS);
  await until(
    async () => (await server.api.deliveries({ webhook_id: webhook.id, status: "succeeded" })).length === EVENTS,
    {
      what: "every event to be delivered",
    },
  );
  expect(new Set(receiver.requests.map(({ eventId }) => eventId)).size).toBe(EVENTS);
  expect(receiver.requests).toHaveLength(EVENTS);
  watched.refuseFaults();
  await watched.close();
});

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  it("the dialog and the list are accessible, and fit a phone", async () => {
    const webhook = await server.api.register({ url: receiver.url, events: [TYPE] });
    const start = { which: "missing", since: new Date(Date.now() - 3_600_000).toISOString(), rate_per_second: 1 };
    const path = `/endpoints/${webhook.id}?tab=replays`;
    const watched = await openDashboard(server, path, { colorScheme, bypassCsp: true, viewport: NARROW });
    const { page } = watched;
    const check = async (what: string): Promise<void> => {
      expect(await accessibilityFaults(page), what).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, what).toBeLessThanOrEqual(0);
      await screenshot(page, `replay-${what}-${colorScheme}`);
    };
    await page.getByRole("button", { name: "Replay events…" }).click();
    const dialog = page.getByRole("dialog", { name: "Replay events to this endpoint" });
    await dialog.getByRole("button", { name: `Replay ${EVENTS} events` }).waitFor();
    await check("dialog");
    const times = dialog
      .getByRole("textbox", { name: "Published in" })
      .or(dialog.getByRole("combobox", { name: "Published in" }));
    await times.first().click();
    await page.getByRole("option", { name: "Between two times" }).click();
    await dialog.getByText("Choose the first and the last instant.").waitFor();
    await dialog.getByLabel("From").fill("2020-01-01T00:00");
    await dialog.getByText(/since: Must be at most 90 days before until/).waitFor();
    await check("times");
    await dialog.getByRole("button", { name: "Cancel" }).click();

    const first = await server.api.call<Replay>("POST", `/webhooks/${webhook.id}/replay`, start);
    await server.api.call("POST", `/replays/${first.id}/cancel`);
    await server.api.call("POST", `/webhooks/${webhook.id}/replay`, start);
    await page
      .getByRole("region", { name: "Under way" })
      .getByText(/of \d+ events/)
      .waitFor();
    await page.getByRole("region", { name: "Earlier replays" }).waitFor();
    await check("list");
    await watched.close();
    await server.api.call("DELETE", `/webhooks/${webhook.id}`);
  });
});
