import { verifyWebhookSignature } from "@callcall/webhooks";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "../support/api.ts";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, type WatchedPage, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type Answer, type Received, type Receiver, startReceiver } from "../support/receiver.ts";
import { MESSAGE, QUALIFIED } from "../support/samples.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let api: Api;
let receiver: Receiver;
let watched: WatchedPage;
let page: Page;
/** How the consumer answers, until a story mends it. */
let answer: (request: Received) => Answer = () => 200;

beforeAll(async () => {
  server = await startServer();
  api = server.api;
  receiver = await startReceiver((request) => answer(request));
});
afterAll(async () => {
  await closeBrowser();
  await receiver.close();
  await server.stop();
});
beforeEach(() => {
  answer = () => 200;
});
afterEach(async () => {
  for (const { id } of await api.all<{ id: string }>("/webhooks")) await api.call("DELETE", `/webhooks/${id}`);
  await watched?.close();
});

async function open(path: string, options?: Parameters<typeof openDashboard>[2]): Promise<void> {
  watched = await openDashboard(server, path, options);
  page = watched.page;
}

/** An endpoint that takes its time between attempts, so that nothing changes under a story. */
function register(more: Record<string, unknown> = {}) {
  const retry_policy = { schedule_seconds: [60, 300, 1_800] };
  return api.register({ url: receiver.url, events: ["customer.*"], retry_policy, description: "Shop", ...more });
}

const rows = () => page.getByRole("list", { name: "events" }).getByRole("link");
const pane = () => page.getByRole("region", { name: "The event" });

/** Answers as a consumer that verifies: 401 for what does not fit. */
function verifying(secret: string, bodyOf: (request: Received) => string = ({ text }) => text) {
  return (request: Received): Answer => {
    const signature = String(request.headers["x-callcall-signature"]);
    const timestamp = String(request.headers["x-callcall-timestamp"]);
    const valid = verifyWebhookSignature(bodyOf(request), signature, timestamp, secret);
    return valid ? 200 : { status: 401, body: '{"error":"signature does not match"}' };
  };
}

describe("a consumer is debugged with the dashboard alone", () => {
  it("has the wrong secret: 401, explained, and mended by a retry", async () => {
    const { secret = "" } = await register();
    answer = verifying("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await receiver.request(id);

    await open("/events?status=pending");
    await rows().first().click();
    await pane().getByText("Retrying").waitFor();
    await pane().getByText("401 is mostly a signature that does not verify").waitFor();
    await pane().getByText('{"error":"signature does not match"}').waitFor();
    const check = pane().getByRole("link", { name: "Check the signature" }).first();
    const { id: deliveryId } = await api.deliveryOf(id);
    expect(await check.getAttribute("href")).toBe(`/signatures?delivery=${deliveryId}&attempt=1`);
    await screenshot(page, "events-wrong-secret");

    answer = verifying(secret);
    await pane().getByRole("button", { name: "Retry now" }).click();
    // Nobody reloads: the stream tells.
    await pane().getByText("200 Delivered").waitFor();
    await pane().getByText("2 attempts").waitFor();
    watched.refuseFaults();
  });

  it("parses and prints the body before it verifies: the numbers that change are marked", async () => {
    const { secret = "" } = await register();
    answer = verifying(secret, ({ text }) => JSON.stringify(JSON.parse(text)));
    const body =
      '{"type":"customer.qualified","data":{"customer_id":"c","score":1.0,"big":12345678901234567890,"a":1,"a":2}}';
    const { id } = await api.call<{ id: string }>("POST", "/events", body);
    await receiver.request(id);

    await open(`/events/${id}`);
    await page.getByText("401 Refused").first().waitFor();
    await page.getByRole("tab", { name: "Payload" }).click();
    const tree = page.getByRole("tree", { name: "Payload" });
    await tree.getByText("JSON.parse reads 12345678901234567168").waitFor();
    expect(await tree.getByText("duplicate key").count()).toBe(2);
    await page.getByText("Raw", { exact: true }).click();
    const raw = page.getByRole("region", { name: "Payload" });
    expect(await raw.innerText()).toContain('"score":1.0,"big":12345678901234567890,"a":1,"a":2');

    await page.getByRole("tab", { name: "Deliveries" }).click();
    await page.getByText("Signature", { exact: true }).click();
    await page.getByText("A body that was parsed and printed again has other bytes").waitFor();
    const { text, headers } = await receiver.request(id);
    const signed = page.getByRole("region", { name: "Text signed for x-callcall-signature" });
    expect(await signed.innerText()).toBe(`${headers["x-callcall-timestamp"]}.${text}`);
    watched.refuseFaults();
  });

  it("answers 301: the target is named, and never followed", async () => {
    const webhook = await register();
    answer = () => ({ status: 301, headers: { location: `${receiver.url}/` } });
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await receiver.request(id);

    await open(`/events/${id}`);
    await page.getByText("301 Redirected").first().waitFor();
    await page.getByText(`It points to ${receiver.url}/.`).waitFor();
    const edit = page.getByRole("link", { name: "Edit the endpoint" });
    expect(await edit.getAttribute("href")).toBe(`/endpoints/${webhook.id}`);
    expect(receiver.of(id)).toHaveLength(1);
  });

  it("does not answer in time: seen live, with a time line and the next attempts", async () => {
    await register({ deadline_ms: 1_000 });
    answer = () => "hang";
    const { id } = await api.publish("customer.qualified", QUALIFIED);

    await open(`/events/${id}`);
    await page.getByText("Response timeout").first().waitFor();
    await page.getByText("Acknowledge first, with a 2xx, and do the work afterwards").waitFor();
    await page.getByText("Failed while waiting for the answer").waitFor();
    await page.getByText(/next in (?:1 min|\d\d s)/).waitFor();
    const line = page.getByRole("group", { name: "Time line" });
    expect(await line.getByRole("button", { name: "Attempt 1: Response timeout" }).count()).toBe(1);
    expect(await line.getByRole("img").count()).toBe(3);

    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Cancel the delivery" }).click();
    await page.getByText("cancelled by hand").waitFor();
    watched.refuseFaults();
  });

  it("never got it: the reason is told, and the event is sent there all the same", async () => {
    await register({ events: ["message.received"], description: "Chat" });
    const { id } = await api.publish("customer.qualified", QUALIFIED);

    await open(`/events/${id}`);
    await page.getByText("Not subscribed", { exact: true }).waitFor();
    await screenshot(page, "events-explained");
    await page.getByRole("button", { name: "Send it now" }).click();
    await page.getByText("Got it", { exact: true }).waitFor();
    expect(receiver.of(id)).toHaveLength(1);
    watched.refuseFaults();
  });
});

describe("what comes from outside is text", () => {
  const HTML = '</script><script>alert(1)</script><img src=x onerror="alert(2)"><iframe src="javascript:alert(3)">';

  it("a payload, a response body and a Location full of code", async () => {
    await register();
    const body = `${HTML}\u001b[31mred\u001b[0m\u202e`;
    answer = () => ({ status: 302, headers: { location: "javascript:alert(4)", "x-html": "<b>bold</b>" }, body });
    const { id } = await api.publish("customer.qualified", { ...QUALIFIED, [HTML]: HTML });
    await receiver.request(id);
    let dialogs = 0;
    await open(`/events/${id}`);
    page.on("dialog", (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });

    await page.getByText("It points to javascript:alert(4).").waitFor();
    const response = page.getByRole("region", { name: "Response body" });
    expect(await response.innerText()).toContain(HTML);
    expect(await response.locator("mark").allInnerTexts()).toEqual(["ESC", "ESC", "U+202E"]);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    await page.getByRole("tab", { name: "Payload" }).click();
    await page.getByRole("tree", { name: "Payload" }).getByText("onerror").first().waitFor();
    expect(await page.locator("main iframe, main img[src='x'], main script").count()).toBe(0);
    expect(dialogs).toBe(0);
    watched.refuseFaults();
  });
});

describe("the list", () => {
  it("keeps its filters in the address, goes to ids, and is walked through by keys", async () => {
    await register({ events: ["*"] });
    const first = await api.publish("customer.qualified", { ...QUALIFIED, customer_id: "needle_41" });
    await api.publish("message.received", MESSAGE);
    const last = await api.publish("customer.qualified", QUALIFIED);

    await open("/events?type=customer.*");
    expect(await page.locator('input[aria-label="Event type"]').inputValue()).toBe("customer.*");
    await rows().first().waitFor();
    expect(await rows().filter({ hasText: "message.received" }).count()).toBe(0);

    await page.keyboard.press("/");
    await page.keyboard.type("needle_41");
    await page.waitForURL(/q=needle_41/);
    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().getAttribute("href")).toContain(first.id);
    await page.reload();
    await expect.poll(() => rows().count()).toBe(1);

    await page.getByRole("button", { name: "Clear" }).click();
    await page.waitForURL((url) => url.search === "");
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("k");
    await expect
      .poll(() =>
        rows()
          .first()
          .evaluate((link) => link === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.press("Enter");
    await pane().getByText(last.id).first().waitFor();
    await page.keyboard.press("j");
    await pane().getByRole("heading", { name: "message.received" }).waitFor();
    await page.keyboard.press("Escape");
    await pane().waitFor({ state: "detached" });

    await page.getByRole("searchbox", { name: "Text in the payload, or an id" }).fill(first.id);
    await page.waitForURL(`**/events/${first.id}`);
    watched.refuseFaults();
  });

  it("announces new events instead of jumping, and keeps the state of those that it shows", async () => {
    await register({ events: ["*"], retry_policy: { schedule_seconds: [] } });
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await open("/events?range=1h");
    await rows().first().waitFor();
    const top = await rows().first().getAttribute("href");
    expect(top).toContain(id);

    answer = () => 500;
    await api.publish("message.received", MESSAGE);
    await api.publish("message.received", MESSAGE);
    const pill = page.getByRole("button", { name: "2 new events" });
    await pill.waitFor();
    expect(await rows().first().getAttribute("href")).toBe(top);
    await pill.click();
    await expect.poll(() => rows().first().innerText()).toContain("message.received");
    await expect.poll(() => rows().first().innerText()).toContain("Failed");
    watched.refuseFaults();
  });

  it("lists deliveries by endpoint and state with the same parts", async () => {
    const webhook = await register();
    answer = () => 500;
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await receiver.request(id);
    await open(`/deliveries?webhook=${webhook.id}&status=pending`);
    const links = page.getByRole("list", { name: "deliveries" }).getByRole("link");
    await links.filter({ hasText: "Server error" }).click();
    await page.getByText("The consumer got the request and failed while it handled it.").waitFor();
    watched.refuseFaults();
  });

  it("looks further and further back by itself, says how far, and stops when it is told to or has found nothing for long", async () => {
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await open("/events");
    await rows().first().waitFor();
    const found = (await api.all<Record<string, unknown>>("/events")).filter((event) => event["id"] === id);
    let asked = 0;
    // A million events, of which one has the text: the server looks at some of them for each page.
    await page.route(/events\?.*text=needle/, async (route) => {
      asked += 1;
      const searched_to = new Date(Date.now() - asked * 3_600_000).toISOString();
      const last = asked === 30;
      await route.fulfill({
        json: {
          data: last ? found : [],
          next_cursor: last ? null : `page-${asked}`,
          searched_to: last ? null : searched_to,
        },
      });
    });
    await page.goto("/events?q=needle");
    await page.getByText(/0 events, looked back to .*\. There is more to look through/).waitFor();
    expect(asked).toBe(20);
    await page.getByRole("button", { name: "Look further back" }).click();
    await page.getByText("1 event. That is all").waitFor();
    expect(await rows().count()).toBe(1);
    expect(asked).toBe(30);
    watched.refuseFaults();
  });

  it("says what to do where there is nothing", async () => {
    const empty = await api.newAccount("Empty");
    await open("/events");
    // The filters hide everything here; a new account has nothing at all.
    await page.goto("/events?q=no_payload_has_this");
    await page.getByText("No event is like that").waitFor();
    expect((await empty.all("/events")).length).toBe(0);
  });
});

describe.each([
  ["wide", WIDE, "light"],
  ["wide", WIDE, "dark"],
  ["narrow", NARROW, "light"],
  ["narrow", NARROW, "dark"],
] as const)("the Event Viewer, %s", (width, viewport, colorScheme) => {
  it(`is accessible and fits in ${colorScheme}`, async () => {
    await register();
    answer = () => ({ status: 503, headers: { "retry-after": "60" }, body: "busy" });
    const { id } = await api.publish("customer.qualified", { ...QUALIFIED, score: "high" });
    await receiver.request(id);
    await open("/events", { viewport, colorScheme, bypassCsp: true });
    await rows().first().waitFor();
    const faults = [...(await accessibilityFaults(page))];
    await screenshot(page, `events-${width}-${colorScheme}`);
    for (const tab of ["deliveries", "payload", "endpoints"]) {
      await page.goto(width === "wide" ? `/events?event=${id}&tab=${tab}` : `/events/${id}?tab=${tab}`);
      await page.getByRole("tabpanel").waitFor();
      if (tab === "deliveries") await page.getByText("503 Server error").first().waitFor();
      await page.getByRole("status", { name: /Loading/ }).waitFor({ state: "detached" });
      faults.push(...(await accessibilityFaults(page)));
      await screenshot(page, `event-${tab}-${width}-${colorScheme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, tab).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
  });
});
