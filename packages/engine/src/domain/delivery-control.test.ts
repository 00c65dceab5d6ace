import { expect, it } from "vitest";
import { deliveryControl } from "./delivery-control.ts";

const HTTPS = "https://hooks.customer.com/in";

it.each([
  ["disable", "disable"],
  [" Disable ", "disable"],
  ["abort-message", "abort-message"],
  ["ABORT-MESSAGE", "abort-message"],
  ["abort", null],
  ["disable, abort-message", null],
  ["", null],
])("webhook-delivery: %j means %j", (value, control) => {
  expect(deliveryControl(HTTPS, [["Webhook-Delivery", value]])).toBe(control);
});

it("is not read where the peer has not proven who it is", () => {
  expect(deliveryControl("http://hooks.customer.com/in", [["webhook-delivery", "disable"]])).toBeNull();
});

it("is nothing where it is missing or contradicts itself, and one thing where it is said twice", () => {
  const said = (...values: string[]) => values.map((value) => ["webhook-delivery", value] as const);
  expect(deliveryControl(HTTPS, [["x", "disable"]])).toBeNull();
  expect(deliveryControl(HTTPS, said("disable", "abort-message"))).toBeNull();
  expect(deliveryControl(HTTPS, said("disable", "disable"))).toBe("disable");
});
