import { expect, it } from "vitest";
import { judgeFor } from "./departures.ts";

const SCHEMA = {
  type: "object",
  required: ["score", "services"],
  properties: {
    score: { type: "number", minimum: 0, maximum: 100 },
    services: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
  },
};

it("names each departure once, at its place", () => {
  const judge = judgeFor(SCHEMA);
  expect(judge?.({ score: 5, services: [] })).toEqual([]);
  const pointers = judge?.({ score: 101, services: [{ id: "a" }, { id: 7 }] }).map(({ pointer }) => pointer);
  expect(pointers).toEqual(["/score", "/services/1/id"]);
  expect(judge?.({ services: [] })).toMatchObject([{ pointer: "", message: expect.stringContaining("score") }]);
});

it("judges nothing by a schema that it cannot read", () => {
  expect(judgeFor({ $ref: "#/$defs/missing" })?.({}) ?? []).toEqual([]);
});

it("compiles nothing: the page forbids it", () => {
  const before = globalThis.Function;
  try {
    globalThis.Function = (() => {
      throw new EvalError("forbidden");
    }) as never;
    expect(judgeFor(SCHEMA)?.({ score: -1, services: [] })).toHaveLength(1);
  } finally {
    globalThis.Function = before;
  }
});
