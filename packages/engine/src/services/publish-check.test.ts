import { Problem } from "@callcall/contract";
import type { EventTypeRecord } from "@callcall/store";
import { expect, it } from "vitest";
import { Budget } from "../domain/budget.ts";
import { createSchemaCache } from "./catalogue.ts";
import { check } from "./publish-check.ts";

const NOTICE = { pointer: "/data", detail: "is too much to be checked against this schema in one request" };

/** 8,190 checks for every item, each allowed and small by itself. */
const COSTLY = {
  $defs: { all: { allOf: Array.from({ length: 90 }, () => ({ minimum: -1 })) } },
  items: { allOf: Array.from({ length: 90 }, () => ({ $ref: "#/$defs/all" })) },
};

function eventType(validation: "strict" | "warn"): EventTypeRecord {
  return {
    accountId: "acct_test",
    name: "a",
    description: "",
    archived: false,
    validation,
    version: "1",
    schemas: JSON.stringify({ "1": COSTLY }),
    example: null,
    createdMs: 0,
    updatedMs: 0,
  };
}

function checkItems(items: number, validation: "strict" | "warn", budget: Budget) {
  const snapshot = {
    version: 1,
    subscribers: [],
    webhooks: new Map(),
    eventTypes: new Map([["a", eventType(validation)]]),
  };
  const data = new TextEncoder().encode(JSON.stringify(Array.from({ length: items }, () => 0)));
  return check(snapshot, { type: "a", data, id: null }, createSchemaCache(), budget);
}

it("does not check for minutes: what is too much passes with a warning, or is refused where that is strict", () => {
  expect(checkItems(130_000, "warn", new Budget())).toMatchObject({ warnings: [NOTICE] });
  const refused = checkItems(130_000, "strict", new Budget());
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ code: "schema_mismatch", errors: [NOTICE] });
});

it("shares its time among the events of a request", () => {
  const budget = new Budget(4_000_000);
  const results = Array.from({ length: 5 }, () => checkItems(200, "warn", budget));
  expect(results.map((result) => (result instanceof Problem ? -1 : result.warnings.length))).toEqual([0, 0, 1, 1, 1]);
});
