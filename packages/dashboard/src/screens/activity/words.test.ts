import { expect, it } from "vitest";
import { targetLink, wordsOf } from "./words.ts";

it("actions are told in words, new ones by their name", () => {
  expect(wordsOf("webhook.update").did).toBe("changed the endpoint");
  expect(wordsOf("moon.landed").did).toBe("did moon.landed on");
});

it.each([
  ["webhook.update", "wh_1", "/endpoints/wh_1"],
  ["secret.reveal", "wh_1", "/endpoints/wh_1"],
  ["webhook.delete", "wh_1", undefined],
  ["delivery.retry", "dlv_1", "/deliveries/dlv_1"],
  ["event.replay", "a b/c", "/events/a%20b%2Fc"],
  ["event_type.update", "order.paid", "/event-types/order.paid"],
  ["alert_rule.update", "alr_1", "/alerts/rules/alr_1"],
  ["alert.resolve", "alt_1", "/alerts/alt_1"],
  ["session.create", "ses_1", undefined],
])("%s of %s leads to %s", (action, target, to) => {
  expect(targetLink(action, target)?.to).toBe(to);
});
