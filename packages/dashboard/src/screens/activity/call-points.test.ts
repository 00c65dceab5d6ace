import type { ApiCalls } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { callPoints, callTotals, classOf } from "./call-points.ts";

const T0 = Date.parse("2025-02-07T02:00:00.000Z");
const MINUTE = 60_000;

function row(minutes: number, status: number, count: number): ApiCalls {
  const minute = new Date(T0 + minutes * MINUTE).toISOString();
  const who = { actor: "key_1", actor_name: "deploy", ip: "192.0.2.1" };
  return { minute, ...who, operation: "keys.list", method: "GET", path: "/keys", status, count, last_at: minute };
}

it("calls are drawn by minute and class, silent minutes included", () => {
  const points = callPoints([row(0, 200, 3), row(0, 404, 1), row(2, 201, 2), row(2, 503, 4)], T0 + 5, T0 + 2 * MINUTE);
  expect(points).toEqual([
    { at: T0, values: { "2xx": 3, "3xx": 0, "4xx": 1, "5xx": 0 } },
    { at: T0 + MINUTE, values: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
    { at: T0 + 2 * MINUTE, values: { "2xx": 2, "3xx": 0, "4xx": 0, "5xx": 4 } },
  ]);
});

it("a long time is drawn in wider bars, which lose nothing", () => {
  const rows = Array.from({ length: 1_440 }, (_, minute) => row(minute, 200, 1));
  const points = callPoints(rows, T0, T0 + 1_440 * MINUTE - 1);
  expect(points).toHaveLength(60);
  expect(points.reduce((sum, { values }) => sum + (values["2xx"] ?? 0), 0)).toBe(1_440);
});

it("totals and classes", () => {
  expect(callTotals([row(0, 200, 3), row(1, 401, 2), row(1, 500, 1)])).toEqual({ calls: 6, failed: 3 });
  expect([202, 304, 429, 503].map(classOf)).toEqual(["2xx", "3xx", "4xx", "5xx"]);
});
