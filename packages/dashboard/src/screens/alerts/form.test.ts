import type { AlertRule } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { ApiProblem } from "../../api/problem.ts";
import { bodyOf, channelDraft, draftOf, emptyChannel, faultAt, isChanged, newDraft } from "./form.ts";

const RULE = {
  id: "alr_1",
  name: "Checkout",
  condition: { kind: "delivery_exhausted" },
  webhook_id: null,
  channels: [{ kind: "slack", url: "https://chat.example/…abcd" }],
} as unknown as AlertRule;

it("sends back what it was shown, a masked URL included", () => {
  const draft = draftOf(RULE);
  expect(isChanged(draft, RULE)).toBe(false);
  expect(bodyOf(draft).channels).toEqual(RULE.channels);
  expect(isChanged({ ...draft, name: "Checkout " }, RULE)).toBe(false);
  expect(isChanged({ ...draft, channels: [] }, RULE)).toBe(true);
});

it("begins a new rule as the default of its kind, for an endpoint where one is named", () => {
  expect(newDraft("latency", "wh_1")).toMatchObject({
    webhookId: "wh_1",
    condition: { kind: "latency", p95_ms: 5_000 },
  });
  expect(channelDraft(emptyChannel("email")).channel).toEqual({ kind: "email", to: [] });
});

it("finds a fault by its place, and those within it", () => {
  const problem = new ApiProblem({
    status: 422,
    code: "address_refused",
    detail: "Cannot send alerts to this URL",
    errors: [{ pointer: "/channels/1/url", detail: "must be https" }],
  });
  expect(faultAt(problem, "/channels/1")).toBe("Must be https");
  expect(faultAt(problem, "/channels/0")).toBeUndefined();
  expect(faultAt(problem, "/channels/10")).toBeUndefined();
  expect(faultAt(null, "/name")).toBeUndefined();
});
