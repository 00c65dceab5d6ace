import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../support/api.ts";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, type WatchedPage, WIDE } from "../support/browser.ts";
import { layCable } from "../support/cable.ts";
import { openDashboard } from "../support/dashboard.ts";
import { tempDir } from "../support/paths.ts";
import { type Answer, type Receiver, startReceiver } from "../support/receiver.ts";
import { MESSAGE, QUALIFIED } from "../support/samples.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let api: Api;
let receiver: Receiver;
let watched: WatchedPage;
let page: Page;
let answer: () => Answer = () => 200;

beforeAll(async () => {
  server = await startServer();
  api = server.api;
  receiver = await startReceiver(() => answer());
  const retry_policy = { schedule_seconds: [300] };
  await api.register({ url: receiver.url, events: ["*"], description: "Shop", retry_policy });
});
afterAll(async () => {
  await closeBrowser();
  await receiver.close();
  await server.stop();
});
afterEach(async () => {
  answer = () => 200;
  await watched?.close();
});

async function open(
  path: string,
  options?: Parameters<typeof openDashboard>[2],
  on: Pick<TestServer, "url" | "api"> = server,
): Promise<void> {
  watched = await openDashboard(on, path, options);
  page = watched.page;
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
}

const log = () => page.getByRole("log", { name: "Stream" });
const lines = () => log().getByRole("listitem");

/** What the console holds, as it hands it out. */
async function exported(): Promise<Record<string, unknown>[]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save what is shown as JSON lines" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the Debug Console", () => {
  it("shows an event from its acceptance to the answer, and all of the attempt on a click", async () => {
    answer = () => ({ status: 500, body: "<h1>out of order</h1>" });
    await open("/console");
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await lines().filter({ hasText: "accepted, owed to 1 endpoint" }).waitFor();
    await lines().filter({ hasText: "attempt 1: 500 Server error" }).getByRole("button").first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("The consumer got the request and failed while it handled it.").waitFor();
    await drawer.getByText("<h1>out of order</h1>").waitFor();
    expect(await drawer.getByRole("link", { name: "The event" }).getAttribute("href")).toBe(`/events/${id}`);
    await screenshot(page, "console-drawer");
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });

    answer = () => 200;
    const failed = lines().filter({ hasText: "attempt 1: 500 Server error" });
    await failed.hover();
    await failed.getByRole("button", { name: /Send delivery dlv_\w+ again/ }).click();
    await lines().filter({ hasText: "attempt 2: 200 Delivered" }).waitFor();
    watched.refuseFaults();
  });

  it("filters without losing what it hides, and stops without losing what comes", async () => {
    await open("/console?type=message.*");
    await api.publish("customer.qualified", QUALIFIED);
    await api.publish("message.received", MESSAGE);
    await lines().filter({ hasText: "delivery succeeded" }).waitFor();
    expect(await lines().filter({ hasText: "customer.qualified" }).count()).toBe(0);
    await page.goBack().catch(() => {});
    await page.goto("/console");
    await page.getByRole("status").getByText("Live", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    await api.publish("customer.qualified", { ...QUALIFIED, score: 1 });
    await page.getByRole("button", { name: /Paused: 4 held back/ }).waitFor();
    expect(await lines().filter({ hasText: "customer.qualified" }).count()).toBe(0);
    await page.getByRole("button", { name: /Paused: 4 held back/ }).click();
    await lines().filter({ hasText: "delivery succeeded" }).waitFor();

    await page.getByRole("searchbox").fill("nothing says this");
    await page.getByText("Nothing of it fits the filters").waitFor();
    await page.getByRole("searchbox").fill("DELIVERY succeeded");
    await expect.poll(() => lines().filter({ hasText: "customer.qualified" }).count()).toBe(1);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "Clear the screen" }).click();
    await page.getByText("Waiting for something to happen").waitFor();
    watched.refuseFaults();
  });

  it("keeps its lines while somebody looks at an event", async () => {
    await open("/console");
    const { id } = await api.publish("customer.qualified", QUALIFIED);
    await lines().filter({ hasText: "delivery succeeded" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "The event" }).click();
    await page.waitForURL(`**/events/${id}`);
    await page.goBack();
    await lines().filter({ hasText: "accepted, owed to 1 endpoint" }).waitFor();
    watched.refuseFaults();
  });

  it("keeps up with 500 events a second, misses none, and stays where the reader is", async () => {
    await open("/console?kinds=events");
    await page.evaluate(() => {
      const frames: number[] = [];
      let last = performance.now();
      const tick = (now: number): void => {
        frames.push(now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
      Object.assign(globalThis, { frames });
    });
    const published = new Set<string>();
    const seconds = 6;
    const started = performance.now();
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      const events = Array.from({ length: 50 }, (_, n) => ({ type: "message.received", data: { ...MESSAGE, n } }));
      const { data } = await api.call<{ data: { id: string }[] }>("POST", "/events/batch", { events });
      for (const { id } of data) published.add(id);
      const due = started + (tenth + 1) * 100;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      if (tenth === seconds * 5) {
        // Looking back in the middle of it: the line under the eyes stays.
        await log().evaluate((element) => {
          element.scrollTop -= 2_000;
        });
      }
    }
    const top = () =>
      log().evaluate((element) => {
        const edge = element.getBoundingClientRect().top;
        const seen = [...element.querySelectorAll("li")].find((line) => line.getBoundingClientRect().bottom > edge + 1);
        return seen?.textContent;
      });
    const before = await top();
    await api.publish("customer.qualified", QUALIFIED);
    await page.getByRole("button", { name: /newer/ }).waitFor();
    expect(await top()).toBe(before);
    await page.getByRole("button", { name: /newer/ }).click();
    await lines().filter({ hasText: "customer.qualified" }).waitFor();

    const shown = new Set((await exported()).map((entry) => entry["event_id"]));
    expect([...published].filter((id) => !shown.has(id))).toEqual([]);
    expect(published.size).toBe(seconds * 500);
    const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
    // Two cores carry server, publisher, consumer and browser, and other tests beside: half the rate of a quiet machine.
    expect(frames.length / ((performance.now() - started) / 1000)).toBeGreaterThan(10);
    watched.refuseFaults();
  });

  it("goes on where a broken connection stopped, and misses nothing", async () => {
    const cable = await layCable(server.url);
    try {
      await open("/console?kinds=events&type=customer.*", {}, { url: cable.url, api });
      const ids = [(await api.publish("customer.qualified", QUALIFIED)).id];
      await lines().filter({ hasText: "customer.qualified" }).waitFor();
      await cable.cut();
      await page.getByRole("status").getByText("Reconnecting", { exact: true }).waitFor();
      for (let n = 0; n < 20; n++) ids.push((await api.publish("customer.qualified", { ...QUALIFIED, n })).id);
      await cable.mend();
      await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
      await lines().filter({ hasText: "Connected again. Nothing was missed" }).waitFor();
      // The events, and what was said of the connection: it stands, is lost, stands again.
      await page.getByText(new RegExp(`^${ids.length + 3} shown`)).waitFor();
      const shown = (await exported())
        .filter(({ kind }) => kind === "event.accepted")
        .map((entry) => entry["event_id"]);
      expect(shown).toEqual(ids);
      watched.refuseFaults(/ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED|Failed to load resource/);
    } finally {
      await watched.close();
      await cable.close();
    }
  });

  it("names what it missed after a restart of the server, and leads to it", async () => {
    const dir = await tempDir();
    let own = await startServer({ dataDir: dir.path });
    try {
      const { port } = new URL(own.url);
      await open("/console", {}, own);
      await own.api.publish("customer.qualified", QUALIFIED);
      await lines().filter({ hasText: "accepted, owed to 0 endpoints" }).waitFor();
      await own.crash();
      await page.getByRole("status").getByText("Reconnecting", { exact: true }).waitFor();
      await page.getByRole("alert").getByText("The connection is lost").waitFor();
      await screenshot(page, "console-lost");
      own = await startServer({ dataDir: dir.path, args: ["--port", port] });
      const missed = await own.api.publish("message.received", MESSAGE);
      await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
      await lines().filter({ hasText: "Entries were missed here" }).waitFor();
      await screenshot(page, "console-gap");
      const after = await own.api.publish("service.matched", {});
      await lines().filter({ hasText: "service.matched" }).waitFor();

      await page.getByRole("link", { name: "See the events of that time" }).click();
      await page.waitForURL(/\/events\?.*until=/);
      await page.getByRole("list", { name: "events" }).getByText(missed.id).waitFor();
      expect(after.id).not.toBe(missed.id);
      // The browser logs every try that finds nobody.
      watched.refuseFaults(
        /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_INTERNET_DISCONNECTED|Failed to load resource/,
      );
    } finally {
      await own.stop();
      await dir.remove();
    }
  });
});

describe.each([
  ["wide", WIDE, "light"],
  ["wide", WIDE, "dark"],
  ["narrow", NARROW, "light"],
  ["narrow", NARROW, "dark"],
] as const)("the console, %s", (width, viewport, colorScheme) => {
  it(`is accessible and fits in ${colorScheme}`, async () => {
    answer = () => 500;
    await open("/console", { viewport, colorScheme, bypassCsp: true });
    await api.publish("customer.qualified", QUALIFIED);
    await lines().filter({ hasText: "next attempt in" }).waitFor();
    await screenshot(page, `console-${width}-${colorScheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
