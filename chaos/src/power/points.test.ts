import { seeded } from "@callcall/e2e/support/random";
import { expect, test } from "vitest";
import { choosePoints } from "./points.ts";
import type { Step } from "./trace.ts";

const ACK: Step = { kind: "said", text: "HTTP/1.1 202 Accepted" };
const PAGE: Step = { kind: "write", file: "callcall.db", offset: 0, bytes: Buffer.alloc(1) };
const SYNC: Step = { kind: "sync", file: "callcall.db-wal", began: 0 };

test("each kind of moment gets its share", () => {
  const steps = [PAGE, SYNC, ACK, PAGE, ACK];
  const points = choosePoints(steps, 50, seeded(1));
  const placesOf = (kind: string): ReadonlySet<number> =>
    new Set(points.filter((point) => point.kind === kind).map(({ at }) => at));
  expect(placesOf("after an acknowledgement")).toEqual(new Set([3, 5]));
  expect(placesOf("before a sync ends")).toEqual(new Set([1]));
  expect(placesOf("in a checkpoint")).toEqual(new Set([4]));
  expect([...placesOf("in the first start")].every((at) => at < 3)).toBe(true);
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).sort((a, b) => a - b));
});

test("the same chance gives the same points, and what has no place is anywhere", () => {
  const steps = [ACK, ACK];
  expect(choosePoints(steps, 20, seeded(3))).toEqual(choosePoints(steps, 20, seeded(3)));
  expect(choosePoints(steps, 20, seeded(3)).filter(({ kind }) => kind === "anywhere").length).toBeGreaterThan(7);
});
