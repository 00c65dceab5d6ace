import { describe, expect, it } from "vitest";
import { callsQuery, changesQuery, filterCount, toActivitySearch } from "./search.ts";

const NOW = Date.parse("2025-02-07T02:55:00.000Z");

it("an address says what is looked at, and nonsense in it says nothing", () => {
  const search = {
    tab: "calls",
    action: "webhook.*",
    actor: "key_1",
    target: "customer.paid",
    operation: "events.publish",
    failed: true,
    range: "24h",
  };
  expect(toActivitySearch(search)).toEqual(search);
  expect(
    toActivitySearch({ tab: "x", action: "<script>", actor: 7, target: "a b", failed: "yes", range: "1y", other: 1 }),
  ).toEqual({});
  expect(toActivitySearch({ actor: "a".repeat(65) })).toEqual({});
});

describe("the question to the API", () => {
  it("of the changes", () => {
    expect(changesQuery({ action: "secret.reveal", target: "wh_1", failed: true, range: "1h" }, NOW)).toEqual({
      action: "secret.reveal",
      target: "wh_1",
      since: "2025-02-07T01:55:00.000Z",
    });
    expect(changesQuery({}, NOW)).toEqual({});
  });

  it("of the calls is about an hour unless told otherwise", () => {
    expect(callsQuery({}, NOW)).toEqual({ since: "2025-02-07T01:55:00.000Z" });
    expect(
      callsQuery({ actor: "key_1", operation: "keys.list", failed: true, range: "24h", action: "x" }, NOW),
    ).toEqual({
      actor: "key_1",
      operation: "keys.list",
      failed: "true",
      since: "2025-02-06T02:55:00.000Z",
    });
  });
});

it("only the filters of the tab count", () => {
  expect(filterCount({ action: "a", target: "b", operation: "c", failed: true })).toBe(2);
  expect(filterCount({ tab: "calls", action: "a", actor: "k", failed: true })).toBe(2);
});
