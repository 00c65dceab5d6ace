import { verifyWebhookSignature } from "@callcall/webhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let consumer: Receiver | undefined;
beforeAll(async () => {
  server = await startServer();
});
afterEach(async () => {
  await consumer?.close();
  consumer = undefined;
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

describe("the Tester", () => {
  it("begins with a test receiver where there is no endpoint, and sends a sample that was edited", async () => {
    const watched = await openDashboard(server, "/tester");
    const { page } = watched;
    await page.getByText("There is no endpoint to test yet").waitFor();
    await screenshot(page, "tester-empty-wide-light");
    await page.getByRole("button", { name: "Make a test receiver" }).click();
    const editor = page.getByRole("textbox", { name: "Payload" });
    await editor.waitFor();
    await page.getByText("Fits the schema").waitFor();

    // Out of the schema: named at its place, and sent all the same.
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      '{"customer_id": "c_1", "score": 1234567890123456789012, "qualification_type": "hot", "triggers": []}',
    );
    await page.getByText("1 departure from the schema").waitFor();

    await page.keyboard.press("Control+Enter");
    const result = page.getByRole("region", { name: "The result" });
    await result.getByText("200 Delivered").waitFor();
    await result.getByText("Request", { exact: true }).click();
    await result.getByText("1234567890123456789012").first().waitFor();
    await result.getByLabel("Where the time went").waitFor();
    await page.getByRole("heading", { name: "Sent from this page" }).waitFor();
    await screenshot(page, "tester-sent-wide-light");
    watched.refuseFaults();
    await watched.close();
  });

  it("completes names and values from the schema", async () => {
    await server.api.register({ url: "http://127.0.0.1:9/webhook", events: ["*"] });
    const watched = await openDashboard(server, "/tester?type=customer.qualified");
    const { page } = watched;
    const editor = page.getByRole("textbox", { name: "Payload" });
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('{"qual');
    const name = page.getByRole("option", { name: /"qualification_type"/ });
    await name.waitFor();
    await screenshot(page, "tester-completion-wide-light");
    await name.click();
    await page.keyboard.type('"');
    await page.getByRole("option", { name: '"warm"' }).click();
    await expect.poll(() => editor.textContent()).toContain('{"qualification_type": "warm"}');
    await page.getByRole("button", { name: "Example" }).click();
    await expect.poll(() => editor.textContent()).toContain("customer_987654321");
    watched.refuseFaults();
    await watched.close();
  });

  it("offers to register an address that nobody has", async () => {
    await server.api.register({ url: "http://127.0.0.1:9/webhook", events: ["*"] });
    const watched = await openDashboard(server, "/tester");
    const { page } = watched;
    consumer = await startReceiver(() => 200);
    await page.getByPlaceholder("Choose one, or type an address").fill(consumer.url);
    await page.getByRole("button", { name: "Register it" }).click();
    await page.waitForURL(/webhook=wh_/);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await consumer.count(1);
    await page.getByText("200 Delivered").first().waitFor();
    watched.refuseFaults();
    await watched.close();
  });

  it("examines a consumer, hands out the repair, and runs again what did not pass", async () => {
    let secret = "";
    let isRepaired = false;
    consumer = await startReceiver(({ text, headers }) => {
      if (!isRepaired) return 200;
      const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
      return verifyWebhookSignature(text, signature, timestamp, secret) ? 200 : 400;
    });
    const webhook = await server.api.register({ url: consumer.url, events: ["customer.qualified"] });
    secret = webhook.secret;
    const watched = await openDashboard(server, `/tester?webhook=${webhook.id}&tab=exam`, { colorScheme: "dark" });
    const { page } = watched;
    await page.getByRole("button", { name: "Start the exam" }).click();
    const card = page.getByRole("region", { name: "Report card" });
    await card.getByText("Not passed yet").waitFor();
    await card.getByText("signatures are not verified, and anyone can send events").waitFor();
    await card.getByText("verifyWebhookSignature(req.body").first().waitFor();
    await card.getByRole("tab", { name: "Python" }).first().click();
    await card.getByText("hmac.compare_digest").first().waitFor();
    await screenshot(page, "exam-failed-wide-dark");
    isRepaired = true;
    await page.getByRole("button", { name: "Run again what did not pass" }).click();
    await card.getByRole("heading", { name: "Passed", exact: true }).waitFor();
    expect(await card.getByText("6 / 6").count()).toBe(1);
    await screenshot(page, "exam-passed-wide-dark");
    watched.refuseFaults();
    await watched.close();
  });

  it.each([
    ["wide", WIDE, "light"],
    ["narrow", NARROW, "dark"],
  ] as const)("is accessible and fits, %s", async (width, viewport, colorScheme) => {
    consumer = await startReceiver(() => 500);
    const webhook = await server.api.register({ url: consumer.url, events: ["*"], description: "Fails" });
    const watched = await openDashboard(server, `/tester?webhook=${webhook.id}`, {
      viewport,
      colorScheme,
      bypassCsp: true,
    });
    const { page } = watched;
    await page.getByRole("textbox", { name: "Payload" }).waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("500 Server error").first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await screenshot(page, `tester-failed-${width}-${colorScheme}`);
    await page.getByRole("tab", { name: "Exam" }).click();
    await page.getByRole("button", { name: "Start the exam" }).click();
    await page.getByText("Not passed yet").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, `exam-${width}-${colorScheme}`);
    await watched.close();
  });
});
