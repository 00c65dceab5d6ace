import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  [server, receiver] = await Promise.all([startServer(), startReceiver()]);
});
afterAll(async () => {
  await closeBrowser();
  await receiver.close();
  await server.stop();
});

/** Type an event type as a tag. */
async function subscribe(page: Page, pattern: string): Promise<void> {
  await page
    .getByRole("textbox", { name: "Events" })
    .or(page.getByRole("combobox", { name: "Events" }))
    .click();
  await page.keyboard.type(`${pattern},`);
  await page.keyboard.press("Escape");
}

const idIn = (page: Page): string => /\/endpoints\/(wh_\w+)/.exec(page.url())?.[1] ?? "";

describe("an endpoint", () => {
  it("is made, tested, rotated, disabled and deleted", async () => {
    const watched = await openDashboard(server, "/endpoints");
    const { page } = watched;
    await page.getByText("No endpoints yet").waitFor();
    await page.getByRole("link", { name: "Add endpoint" }).click();

    // What is wrong is said at its field, before anything is sent.
    const url = page.getByLabel("Endpoint URL");
    await url.fill("https://10.0.0.1/hook");
    await url.blur();
    await page.getByText("The address 10.0.0.1 is not on the public Internet").waitFor();
    expect(await url.getAttribute("aria-invalid")).toBe("true");
    await subscribe(page, "customer.qualifed");
    await page.getByText("customer.qualifed is not a known event type").waitFor();
    await page.getByRole("button", { name: "Use customer.qualified" }).click();
    await page.getByText("Receives 1 of 4 types: customer.qualified.").waitFor();
    await page.getByRole("button", { name: "Create the endpoint" }).click();
    await until(async () => (await page.evaluate(() => document.activeElement?.getAttribute("type"))) === "url", {
      what: "the focus to be where the fault is",
    });
    expect(await server.api.all("/webhooks")).toEqual([]);

    await url.fill(receiver.url);
    await page.getByLabel("Description").fill("Of the test");
    await page.getByRole("button", { name: "Create the endpoint" }).click();
    const shown = page.getByRole("region", { name: "Signing secret", exact: true });
    const secret = (await shown.textContent())?.trim() ?? "";
    expect(secret).toMatch(/^whsec_.{40,}$/);
    await screenshot(page, "endpoint-created-wide-light");

    await page.getByRole("button", { name: "Send", exact: true }).click();
    const [test] = await receiver.count(1);
    expect(JSON.parse(test?.text ?? "")).toMatchObject({ type: "customer.qualified" });
    await page.getByText("200 Delivered").waitFor();

    await page.getByRole("link", { name: "Open the endpoint" }).click();
    await page.getByRole("tab", { name: "Overview", selected: true }).waitFor();
    const id = idIn(page);
    expect((await server.api.webhook(id)).events).toEqual(["customer.qualified"]);
    expect(await page.locator("body").textContent()).not.toContain(secret);

    await page.getByRole("tab", { name: "Secret" }).click();
    await page.getByText(`whsec_…${secret.slice(-4)}`).waitFor();
    await page.getByRole("button", { name: "Rotate…" }).click();
    await page.getByRole("radio", { name: "1 hour" }).check();
    await page.getByRole("button", { name: "Rotate now" }).click();
    await page.getByText("A rotation is under way").waitFor();
    await page
      .getByText(/in 59 min \d\d s|in 1 h/)
      .first()
      .waitFor();
    const fresh = (await shown.textContent())?.trim() ?? "";
    expect(fresh).not.toBe(secret);
    expect((await page.getByRole("region", { name: "Older signing secret" }).textContent())?.trim()).toBe(secret);
    await screenshot(page, "endpoint-rotated-wide-light");
    await page.getByRole("button", { name: "Hide" }).click();
    expect(await page.locator("body").textContent()).not.toContain(fresh);
    await page.getByRole("button", { name: "Reveal" }).click();
    await page.getByRole("button", { name: "Reveal it" }).click();
    await shown.getByText(fresh).waitFor();

    await page.getByRole("tab", { name: "Danger zone" }).click();
    await page.getByRole("button", { name: "Disable the endpoint" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable the endpoint" }).click();
    await page.getByText("Disabled by hand").waitFor();
    expect((await server.api.webhook(id)).status).toBe("disabled");
    await page.getByRole("button", { name: "Enable the endpoint" }).click();
    await page.getByRole("button", { name: "Disable the endpoint" }).waitFor();
    expect((await server.api.webhook(id)).status).toBe("enabled");

    await page.getByRole("tab", { name: "Activity" }).click();
    for (const done of ["Created", "Secret rotated", "Secret revealed", "Disabled", "Enabled"]) {
      await page.getByRole("tabpanel").getByText(done, { exact: true }).waitFor();
    }

    await page.getByRole("tab", { name: "Danger zone" }).click();
    await page.getByRole("button", { name: "Delete the endpoint" }).click();
    const dialog = page.getByRole("dialog");
    const remove = dialog.getByRole("button", { name: "Delete the endpoint" });
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill(new URL(receiver.url).host);
    await remove.click();
    await page.getByText("No endpoints yet").waitFor();
    expect(await server.api.all("/webhooks")).toEqual([]);
    watched.refuseFaults();
    await watched.close();
  });

  it("keeps a credential that nobody sees when its other headers change", async () => {
    const consumer = await startReceiver();
    const made = await server.api.register({
      url: consumer.url,
      events: ["*"],
      headers: { authorization: "Bearer kept", "x-team": "growth" },
    });
    const watched = await openDashboard(server, `/endpoints/${made.id}?tab=settings`);
    const { page } = watched;
    await page.getByLabel("Value of header 2").fill("sales");
    expect(await page.getByLabel("Value of header 1").inputValue()).toBe("Set, not shown");
    await page.getByLabel("Filter").fill("data.score >");
    await page.getByLabel("Filter").and(page.locator("[aria-invalid=true]")).waitFor();
    await page.getByLabel("Filter").fill("data.score >= 80");
    await page.getByRole("tab", { name: "Secret" }).click();
    await page.getByText("Leave without saving?").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByLabel("Secret rotation").fill("90");
    await page.getByRole("button", { name: "Save the changes" }).click();
    await page.getByText("The settings are saved").waitFor();
    const { api } = server;
    expect(await api.webhook(made.id)).toMatchObject({
      headers: { authorization: null, "x-team": "sales" },
      filter: "data.score >= 80",
      secret_rotation: { period_days: 90, automatic: false },
    });
    await page.getByRole("tab", { name: "Secret" }).click();
    await page.getByText("It is due to be rotated in 90 d").or(page.getByText("in 89 d 23 h")).first().waitFor();
    const event = await api.publish("customer.qualified", { score: 90 });
    const sent = await consumer.request(event.id);
    expect([sent.headers["authorization"], sent.headers["x-team"]]).toEqual(["Bearer kept", "sales"]);
    watched.refuseFaults();
    await watched.close();
    await api.call("DELETE", `/webhooks/${made.id}`);
    await consumer.close();
  });

  it("tells what holds up a line, and leads to it", async () => {
    const consumer = await startReceiver(() => 500);
    const { api } = server;
    const made = await api.register({
      ...{ url: consumer.url, events: ["customer.qualified"], ordering: "fifo", on_exhausted: "block" },
      retry_policy: { schedule_seconds: [1] },
    });
    await api.publish("customer.qualified", {});
    await until(async () => (await api.webhook(made.id)).blocked_by !== null, { what: "the line to be held" });
    const watched = await openDashboard(server, `/endpoints/${made.id}`);
    const { page } = watched;
    await page.getByText("holds up the line").waitFor();
    await page.getByRole("link", { name: "A delivery whose retries are used up", exact: true }).click();
    await page.waitForURL(/\/deliveries\/dlv_/);
    watched.refuseFaults();
    await watched.close();
    await api.call("DELETE", `/webhooks/${made.id}`);
    await consumer.close();
  });

  it("sends again what failed for good, once its consumer is mended", async () => {
    const consumer = await startReceiver(() => 500);
    const { api } = server;
    const made = await api.register({
      url: consumer.url,
      events: ["*"],
      retry_policy: { schedule_seconds: [] },
    });
    await Promise.all([1, 2, 3].map((score) => api.publish("customer.qualified", { score })));
    await consumer.count(3);
    await until(async () => (await api.deliveries({ webhook_id: made.id, status: "failed" })).length === 3, {
      what: "three failed deliveries",
    });
    const watched = await openDashboard(server, `/endpoints/${made.id}?tab=deliveries&status=failed`);
    const { page } = watched;
    await page.getByText("3 deliveries. That is all").waitFor();
    consumer.script = () => 200;
    await page.getByRole("button", { name: "Send failed ones again…" }).click();
    await page.getByRole("button", { name: "Replay 3 events" }).click();
    await consumer.count(6);
    await page.getByText("The replay of 3 events has started").waitFor();
    await until(async () => (await api.deliveries({ webhook_id: made.id, status: "succeeded" })).length === 3, {
      what: "three deliveries that succeeded",
    });
    watched.refuseFaults();
    await watched.close();
    await api.call("DELETE", `/webhooks/${made.id}`);
    await consumer.close();
  });
});

describe("many endpoints", () => {
  it("are found by word, state and type, and only those in sight are drawn", async () => {
    const api = await server.api.newAccount("Many");
    const made = [];
    for (let index = 0; index < 300; index += 1) {
      const events = [index % 10 === 0 ? "service.*" : "customer.qualified"];
      made.push(api.register({ url: `${receiver.url}/${index}`, events, description: `Number ${index}` }));
    }
    const [first] = await Promise.all(made);
    await api.call("POST", `/webhooks/${first?.id}/disable`);
    const watched = await openDashboard(server, "/endpoints");
    const { page } = watched;
    await page.route("**/api/v1/**", (route) =>
      route.continue({
        headers: { ...route.request().headers(), "callcall-account": api.headers["callcall-account"] ?? "" },
      }),
    );
    await page.goto("/endpoints");
    await page.getByText("300 in all").waitFor();
    const rows = page.getByRole("list", { name: "Endpoints" }).getByRole("listitem");
    expect(await rows.count()).toBeLessThan(50);
    await page.getByLabel("Search endpoints").fill("number /29");
    await page.getByText("11 of 300").waitFor();
    await page.getByRole("combobox", { name: "Event type" }).or(page.getByLabel("Event type")).first().click();
    await page.getByRole("option", { name: "service.matched" }).click();
    await page.getByText("1 of 300").waitFor();
    expect(new URL(page.url()).searchParams.get("type")).toBe("service.matched");
    await page.goto("/endpoints?status=disabled");
    await page.getByText("1 of 300").waitFor();
    await page.getByRole("link", { name: `${receiver.url}/0`.replace("https://", "") }).waitFor();
    watched.refuseFaults();
    await watched.close();
  });
});

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  it("every screen is accessible, and fits a phone", async () => {
    const api = server.api;
    const made = await api.register({ url: receiver.url, events: ["customer.*"], headers: { authorization: "x" } });
    await api.call("POST", `/webhooks/${made.id}/secret/rotate`, {});
    const event = await api.publish("customer.qualified", {});
    await receiver.request(event.id);
    const screens = [
      "",
      "/new",
      ...["overview", "deliveries", "settings", "secret", "retries", "replays", "activity", "danger"].map(
        (tab) => `/${made.id}?tab=${tab}`,
      ),
    ];
    const watched = await openDashboard(server, "/endpoints", { colorScheme, bypassCsp: true, viewport: NARROW });
    const { page } = watched;
    for (const path of screens) {
      await page.goto(`/endpoints${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await until(async () => (await page.locator('[aria-label^="Loading"]').count()) === 0, { what: "the answers" });
      expect(await accessibilityFaults(page), path).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    await watched.close();
    await api.call("DELETE", `/webhooks/${made.id}`);
  });
});
