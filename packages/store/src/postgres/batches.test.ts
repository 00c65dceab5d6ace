import { describe, expect, test } from "vitest";
import {
  acceptEvents,
  beginAttempt,
  buildAttempt,
  buildAudit,
  buildDelivery,
  buildEvent,
  buildKey,
  settleAttempt,
} from "../conformance/builders.ts";
import type { WriteCommand } from "../port/commands.ts";
import { batches } from "./batches.ts";

const publish = (...deliveryIds: readonly string[]): WriteCommand =>
  acceptEvents([buildEvent({ deliveries: deliveryIds.map((id) => buildDelivery("wh_one", { id })) })]);
const publishWithKey = (key: string): WriteCommand =>
  acceptEvents([], { idempotency: { key, fingerprint: new Uint8Array(), context: "", expiresMs: 1 } });
const begin = (deliveryId: string): WriteCommand => beginAttempt(deliveryId);
const settle = (deliveryId: string): WriteCommand => settleAttempt(buildAttempt(deliveryId, "att_one"));
const disabling = (deliveryId: string): WriteCommand =>
  settleAttempt(buildAttempt(deliveryId, "att_one"), { disable: { reason: "gone", audit: buildAudit() } });
const createKey: WriteCommand = { kind: "key.create", key: buildKey(), limit: 1, audit: buildAudit() };

const shape = (commands: readonly WriteCommand[], size?: number) =>
  batches(commands, size).map(({ kind, places }) => `${kind} ${places.join()}`);

describe("batches", () => {
  test("what does not concern one another is gathered by kind, and each result finds its place", () => {
    const commands = [settle("a"), publish("b"), begin("c"), settle("d"), publish("e"), begin("f")];
    expect(shape(commands)).toEqual(["accept 1,4", "begin 2,5", "settle 0,3"]);
  });

  test("an attempt may begin and end in one stretch, and not the other way round", () => {
    expect(shape([publish("a"), begin("a"), settle("a")])).toEqual(["accept 0", "begin 1", "settle 2"]);
    expect(shape([settle("a"), begin("a")])).toEqual(["settle 0", "begin 1"]);
    expect(shape([begin("a"), begin("a")])).toEqual(["begin 0", "begin 1"]);
    expect(shape([settle("a"), settle("a")])).toEqual(["settle 0", "settle 1"]);
    expect(shape([begin("a"), publish("a")])).toEqual(["begin 0", "accept 1"]);
    expect(shape([settle("a"), publish("a")])).toEqual(["settle 0", "accept 1"]);
  });

  test("the second use of an idempotency key sees the first", () => {
    expect(shape([publishWithKey("a"), publishWithKey("b"), publishWithKey("a")])).toEqual(["accept 0,1", "accept 2"]);
  });

  test("what is published after a webhook was disabled sees that", () => {
    expect(shape([publish("a"), disabling("b"), publish("c"), settle("d")])).toEqual([
      "accept 0",
      "settle 1",
      "accept 2",
      "settle 3",
    ]);
  });

  test("all other commands keep their places between", () => {
    expect(shape([publish("a"), createKey, publish("b")])).toEqual(["accept 0", "other 1", "accept 2"]);
  });

  test("one by one, when one of them is to be found", () => {
    expect(shape([publish("a"), publish("b"), begin("c")], 1)).toEqual(["accept 0", "accept 1", "begin 2"]);
  });
});
