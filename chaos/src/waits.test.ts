import { expect, test } from "vitest";
import type { Arrival } from "./consumers/messages.ts";
import { signedAtAnotherTime, waitsOf } from "./waits.ts";

function arrival(atMs: number, reply: Arrival["reply"], signedAtMs = atMs): Arrival {
  const delivery = {
    eventId: "evt_1",
    deliveryId: "dlv_1",
    attempt: 1,
    signedAtS: Math.floor(signedAtMs / 1000),
    created: "",
    dataSha: "",
    marker: "",
  };
  return { consumer: "one", atMs, reply, delivery };
}

test("waits are counted from a refusal to the next request", () => {
  expect(waitsOf([arrival(0, "refuse"), arrival(2_100, "refuse"), arrival(4_300, "accept")])).toEqual([2_100, 2_200]);
  expect(waitsOf([arrival(0, "accept"), arrival(2_100, "accept")])).toEqual([]);
});

test("a request is signed with the time that the server's clock shows, or showed just before a jump", () => {
  const hourMs = 3_600_000;
  const jumps = [
    { atMs: 0, offsetMs: 0 },
    { atMs: 100_000, offsetMs: hourMs },
  ];
  const strange = (atMs: number, signedAtMs: number): number =>
    signedAtAnotherTime([arrival(atMs, "accept", signedAtMs)], jumps);
  expect(strange(50_000, 50_000)).toBe(0);
  expect(strange(101_000, 101_000)).toBe(0);
  expect(strange(101_000, 101_000 + hourMs)).toBe(0);
  expect(strange(150_000, 150_000)).toBe(1);
  expect(strange(50_000, 50_000 + hourMs)).toBe(1);
});
