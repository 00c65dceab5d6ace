import { signWebhook } from "@callcall/webhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startReceiver } from "../support/receiver.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
const PAYLOAD = '{"id":"evt_1","data":{"f":1.0}}';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

function rawRequest(payload = PAYLOAD): string {
  const headers = signWebhook({ id: "evt_1", payload: PAYLOAD, secrets: [SECRET] });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `POST /webhook HTTP/1.1\nhost: a.example\n${lines.join("\n")}\n\n${payload}`;
}

describe("the Signature Validator", () => {
  it("takes a whole request apart, and finds it valid without the secret leaving the browser", async () => {
    const watched = await openDashboard(server, "/signatures");
    const { page } = watched;
    const sent: string[] = [];
    page.on("request", (request) => {
      sent.push(
        `${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`,
      );
    });
    await page.getByRole("heading", { name: "Signatures", level: 1 }).waitFor();
    await page.getByLabel("Body, exactly as it was received").click();
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, rawRequest());
    expect(await page.getByLabel("Timestamp").inputValue()).toMatch(/^\d{10}$/);
    expect(await page.getByLabel("Body, exactly as it was received").inputValue()).toBe(PAYLOAD);
    await page.getByLabel("Signing secret").fill(SECRET);
    await page.getByText("The signature is valid").waitFor();
    await page.getByText("With this secret it is").waitFor();
    await page.getByRole("tab", { name: "Python" }).click();
    await page.getByText("import hashlib, hmac, os").waitFor();
    await screenshot(page, "signatures-valid-wide-light");
    // A part of it is enough to give it away.
    expect(sent.filter((request) => request.includes("MfKQ9r8GKYqrTwjUPD8"))).toEqual([]);
    expect(sent.filter((request) => /signatures\/verify/.test(request))).toEqual([]);
    expect(page.url()).not.toContain("whsec");
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toContain("MfKQ9r8GKYqrTwjUPD8");
    watched.refuseFaults();
    await watched.close();
  });

  it("names what is wrong, and shows it beside what is right", async () => {
    const watched = await openDashboard(server, "/signatures", { colorScheme: "dark" });
    const { page } = watched;
    await page.getByRole("button", { name: "Fill in an example" }).click();
    await page.getByText("The signature is valid").waitFor();
    const body = page.getByLabel("Body, exactly as it was received");
    await body.fill(`${await body.inputValue()}\n`);
    await page.getByText("The signature is not valid").waitFor();
    await page.getByRole("list", { name: "What is the matter" }).getByRole("listitem").first().waitFor();
    await page.getByText("↵").waitFor();
    await page.getByText("Hex", { exact: true }).click();
    await page.getByText("31 37 33 38 38 39 36 39 30 30 2e").waitFor();
    await screenshot(page, "signatures-wrong-wide-dark");
    await page.getByLabel("Signing secret").fill("whsec_b3RoZXI=");
    await page.getByText("The signature was made with another secret").waitFor();
    watched.refuseFaults();
    await watched.close();
  });

  it("opens with what was sent in an attempt, and lets the server check it with the endpoint's secrets", async () => {
    const receiver = await startReceiver(() => 400);
    const webhook = await server.api.register({ url: receiver.url, events: ["customer.qualified"] });
    const event = await server.api.publish("customer.qualified", {});
    await receiver.request(event.id);
    const delivery = await until(
      async () =>
        (
          await server.api.call<{ data: { id: string; last_outcome: string }[] }>(
            "GET",
            `/deliveries?event_id=${event.id}`,
          )
        ).data.find(({ last_outcome }) => last_outcome !== null),
      { what: "the attempt to be stored" },
    );
    const watched = await openDashboard(server, `/signatures?delivery=${delivery.id}&attempt=1`);
    const { page } = watched;
    await page.getByText(`attempt 1 of ${delivery.id}`).waitFor();
    await page.getByText("The signature is valid").waitFor();
    expect(await page.getByLabel("Body, exactly as it was received").inputValue()).toContain(event.id);
    watched.refuseFaults();
    await watched.close();
    await server.api.call("DELETE", `/webhooks/${webhook.id}`);
    await receiver.close();
  });

  it.each([
    ["wide", WIDE, "light"],
    ["narrow", NARROW, "dark"],
  ] as const)("is accessible and fits, %s", async (width, viewport, colorScheme) => {
    const watched = await openDashboard(server, "/signatures", { viewport, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByText("The verdict stands here").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Fill in an example" }).click();
    await page.getByText("The signature is valid").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, `signatures-${width}-${colorScheme}`);
    await watched.close();
  });
});
