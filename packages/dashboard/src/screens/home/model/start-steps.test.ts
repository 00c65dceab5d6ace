import type { Receiver, Webhook } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { nextStep, startStateOf } from "./start-steps.ts";

const receiver = (id: string): Receiver => ({ id, url: `http://127.0.0.1/sim/r/${id}` }) as Receiver;
const webhook = (id: string, url: string | null): Webhook => ({ id, url }) as Webhook;

it("begins with a receiver, goes on with its endpoint, and ends with an event", () => {
  expect(nextStep(startStateOf([], []))).toBe("receiver");
  expect(nextStep(startStateOf([receiver("rcv_1")], [webhook("wh_1", "https://your-domain.com")]))).toBe("endpoint");
  expect(nextStep(startStateOf([receiver("rcv_1")], [webhook("wh_1", receiver("rcv_1").url)]))).toBe("event");
});

it("goes on with the receiver that has an endpoint, though a newer one is there", () => {
  const [newer, older] = [receiver("rcv_2"), receiver("rcv_1")];
  const { receiver: found, webhook: owed } = startStateOf([newer, older], [webhook("wh_1", older.url)]);
  expect([found?.id, owed?.id]).toEqual(["rcv_1", "wh_1"]);
});
