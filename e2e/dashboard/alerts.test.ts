import { verifyWebhookSignature } from "@callcall/webhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, closeBrowser, NARROW, screenshot, WIDE } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type MailServer, startMailServer } from "../support/mail.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { startServer, type TestServer } from "../support/server.ts";

/** Hostile, and to be shown as what it is. */
const NAME = "<img src=x onerror=alert(1)> & co";

let server: TestServer;
let mail: MailServer;
let shop: Receiver;
let ops: Receiver;
let chat: Receiver;
beforeAll(async () => {
  mail = await startMailServer();
  [shop, ops, chat] = await Promise.all([startReceiver(() => 410), startReceiver(() => 200), startReceiver(() => 200)]);
  server = await startServer({
    env: { CALLCALL_SMTP_URL: mail.url, CALLCALL_MAIL_FROM: "CallCall <alerts@example.com>" },
  });
});
afterAll(async () => {
  await closeBrowser();
  await server.stop(/could not be sent/);
  await Promise.all([mail, shop, ops, chat].map((each) => each.close()));
});

it("an endpoint fails: everybody is told, and told again when it is well", async () => {
  const watched = await openDashboard(server, "/alerts");
  const { page } = watched;
  await page.getByText("Nothing is wrong").waitFor();
  await page.getByRole("link", { name: "See the rules" }).click();
  await page.getByRole("link", { name: "An endpoint was disabled" }).click();
  await page.getByRole("heading", { name: "Who is told" }).waitFor();

  const add = async (kind: string): Promise<void> => {
    await page.getByRole("button", { name: "Add a channel" }).click();
    await page.getByRole("menuitem", { name: kind }).click();
  };
  await add("E-mail");
  await page.getByRole("combobox", { name: "E-mail" }).fill("ops@example.com");
  await page.getByRole("combobox", { name: "E-mail" }).press("Enter");
  await add("Slack");
  await page.getByRole("textbox", { name: "Slack" }).fill("http://10.0.0.1/services/secret");
  await add("Webhook");
  await page.getByRole("textbox", { name: "Webhook" }).fill(ops.url);
  await page.getByRole("textbox", { name: "Name" }).fill(NAME);

  // A refusal stands at its field, in the API's words.
  await page.getByRole("button", { name: "Save the rule" }).click();
  await page.getByRole("alert").getByText("Cannot send alerts to this URL").waitFor();
  await page.getByRole("textbox", { name: "Slack" }).fill(chat.url);
  await page.getByRole("button", { name: "Save the rule" }).click();
  await page.getByText("The signing secret, this once").waitFor();
  const secret = (await page.locator("code", { hasText: "whsec_" }).textContent()) ?? "";
  expect(secret).toMatch(/^whsec_.{44}$/);
  expect(await page.getByRole("textbox", { name: "Slack" }).inputValue()).toMatch(/…/);

  await page.getByRole("button", { name: "Send a test" }).click();
  const results = page.getByRole("list", { name: "What came of the test" }).getByRole("listitem");
  await results.nth(2).waitFor();
  expect((await results.allTextContents()).every((line) => line.endsWith(": sent"))).toBe(true);
  expect(JSON.parse((await ops.count(1))[0]?.text ?? "")).toMatchObject({ type: "alert.test" });
  await screenshot(page, "alert-rule-wide-light");

  // It fails, and the alert appears by itself.
  await page.goto("/alerts");
  await page.getByText("Nothing is wrong").waitFor();
  const webhook = await server.api.register({ url: shop.url, events: ["*"], description: "Shop" });
  await server.api.publish("customer.qualified", {});
  const alert = page.getByRole("article", { name: /was disabled/ });
  await alert.getByText("answered 410 Gone").waitFor();
  await page.getByLabel(/\d open alerts?/).waitFor();
  await screenshot(page, "alerts-wide-light");

  const [, told] = await ops.count(2);
  const headers = told?.headers ?? {};
  const [signature, timestamp] = [headers["x-callcall-signature"], headers["x-callcall-timestamp"]].map(String);
  expect(verifyWebhookSignature(told?.body ?? "", signature ?? "", timestamp ?? "", secret)).toBe(true);
  const message = JSON.parse(told?.text ?? "");
  expect(message).toMatchObject({
    type: "alert.opened",
    data: { rule_name: NAME, alerts: [{ webhook_id: webhook.id, status: "open" }] },
  });
  // The page that the message leads to.
  expect(message.data.alerts[0].url).toBe(`${server.url}/alerts/${message.data.alerts[0].id}`);
  const slack = JSON.parse((await chat.count(2))[1]?.text ?? "");
  expect(slack.text).toMatch(/^Alert: The endpoint at .* was disabled$/);
  expect(JSON.stringify(slack.blocks)).toContain("&lt;img");
  const sent = await mail.mails.waitFor((mails) => mails.length >= 2 && mails, { what: "two mails" });
  expect(sent[1]).toMatchObject({ to: ["ops@example.com"] });
  expect(sent[1]?.message).toMatch(/^Subject: \[CallCall\] Alert: The endpoint/m);
  const [, html = ""] = (sent[1]?.message ?? "").split("Content-Type: text/html");
  expect(html).toContain("&lt;img");
  expect(html).not.toContain("<img");

  await alert.getByRole("link", { name: /was disabled/ }).click();
  await page.getByText("E-mail: sent").waitFor();
  await page.getByText("Slack: sent").waitFor();
  await page.getByText("Webhook: sent").waitFor();
  expect(await page.getByRole("link", { name: NAME }).isVisible()).toBe(true);
  await screenshot(page, "alert-wide-light");

  // It is well again.
  shop.script = () => 200;
  await server.api.call("POST", `/webhooks/${webhook.id}/enable`);
  await page.getByText("By itself").waitFor();
  expect(JSON.parse((await ops.count(3))[2]?.text ?? "")).toMatchObject({ type: "alert.resolved" });
  await page.getByRole("link", { name: "← Alerts" }).click();
  await page
    .getByRole("list", { name: "Resolved alerts" })
    .getByRole("link", { name: /was disabled/ })
    .waitFor();
  await screenshot(page, "alerts-resolved-wide-light");
  watched.refuseFaults(/422/);
  await watched.close();
}, 90_000);

it("a rule of one's own is added, muted, switched off and removed", async () => {
  const watched = await openDashboard(server, "/alerts/rules");
  const { page } = watched;
  await page.getByRole("link", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Checkout fails");
  await page.getByRole("textbox", { name: "Failing attempts" }).fill("20");
  await page.getByRole("combobox", { name: "Within" }).click();
  await page.getByRole("option", { name: "5 minutes", exact: true }).click();
  await page.getByText("Tell me when 20 % or more of the attempts fail within 5 minutes").waitFor();
  await page.getByRole("button", { name: "Add the rule" }).click();
  await page.getByRole("heading", { name: "Checkout fails", level: 1 }).waitFor();
  await page.getByRole("link", { name: "← Rules" }).click();

  const rule = page.getByRole("article", { name: "Checkout fails" });
  await rule.getByRole("button", { name: "More for Checkout fails" }).click();
  await page.getByRole("menuitem", { name: "Mute for an hour" }).click();
  await rule.getByText("Muted, ends").waitFor();
  await rule.getByRole("switch").press("Space");
  await rule.getByText("Off", { exact: true }).waitFor();
  await rule.getByRole("button", { name: "More for Checkout fails" }).click();
  await page.getByRole("menuitem", { name: "Remove the rule" }).click();
  await page.getByRole("button", { name: "Remove the rule" }).click();
  await rule.waitFor({ state: "detached" });
  watched.refuseFaults();
  await watched.close();
}, 60_000);

const LOOKS = [
  ["wide", WIDE, "light"],
  ["wide", WIDE, "dark"],
  ["narrow", NARROW, "light"],
  ["narrow", NARROW, "dark"],
] as const;

describe.each(LOOKS)("alerts, %s", (width, viewport, colorScheme) => {
  it.each([
    ["alerts", "/alerts", "Alerts"],
    ["alert-rules", "/alerts/rules", "Alert rules"],
    ["alert-rule-form", "/alerts/rules/alr_failingRate", "Many attempts fail"],
    ["alert-rule-new", "/alerts/rules/new?kind=latency", "New alert rule"],
  ])(`are accessible in ${colorScheme}, and fit: %s`, async (name, path, heading) => {
    const watched = await openDashboard(server, path, { viewport, colorScheme, bypassCsp: true });
    const { page } = watched;
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await page.waitForFunction(
      () => document.querySelector('[aria-label^="Loading"], .mantine-Skeleton-root') === null,
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await screenshot(page, `${name}-${width}-${colorScheme}`);
    watched.refuseFaults();
    await watched.close();
  });
});
