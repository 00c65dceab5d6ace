import { expect, it } from "vitest";
import { targetOfId } from "./id-target.ts";

it("knows events, deliveries and endpoints by their ids", () => {
  expect(targetOfId(" evt_0VboFPoA0yrB2sll3ejfIv\n")).toEqual({
    label: "Event evt_0VboFPoA0yrB2sll3ejfIv",
    to: "/events/$eventId",
    params: { eventId: "evt_0VboFPoA0yrB2sll3ejfIv" },
  });
  expect(targetOfId("dlv_1")?.to).toBe("/deliveries/$deliveryId");
  expect(targetOfId("wh_1")?.to).toBe("/endpoints/$webhookId");
  // A publisher's own id of an event.
  expect(targetOfId("evt_order-1001")?.to).toBe("/events/$eventId");
});

it.each(["", "evt_", "Events", "key_operator", "evt_1/../keys", `evt_${"x".repeat(61)}`])(
  "takes %j for a word",
  (text) => {
    expect(targetOfId(text)).toBeUndefined();
  },
);
