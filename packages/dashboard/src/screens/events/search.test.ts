import { describe, expect, it } from "vitest";
import { couldBeEventId, filterCount, idIn, queryOf, toEventsSearch } from "./search.ts";

const NOW = Date.parse("2026-01-02T00:00:00.000Z");

describe("toEventsSearch", () => {
  it("keeps what it understands", () => {
    const search = {
      q: "budget",
      type: "customer.*",
      status: "failed",
      webhook: "wh_1",
      range: "24h",
      since: "2026-01-01T00:00:00.000Z",
      until: "2026-01-02T00:00:00.000Z",
      event: "evt_1",
      tab: "payload",
    };
    expect(toEventsSearch(search)).toEqual(search);
  });

  it("leaves out what nobody can mean", () => {
    expect(
      toEventsSearch({
        q: "",
        type: ["a"],
        status: "odd",
        range: "9y",
        since: "yesterday",
        tab: "x",
        event: null,
        other: 1,
      }),
    ).toEqual({});
    expect(toEventsSearch({ q: "x".repeat(500) }).q).toHaveLength(200);
  });

  it("takes numbers for the text that they are", () => {
    expect(toEventsSearch({ q: 42 })).toEqual({ q: "42" });
  });
});

describe("queryOf", () => {
  it("says to the API what the filters mean", () => {
    expect(
      queryOf({ q: "x", type: "a.*", status: "failed", webhook: "wh_1", range: "1h", event: "evt_1" }, NOW),
    ).toEqual({
      text: "x",
      type: "a.*",
      status: "failed",
      webhook_id: "wh_1",
      since: "2026-01-01T23:00:00.000Z",
    });
    expect(queryOf({}, NOW)).toEqual({});
  });

  it("prefers times to a range", () => {
    const since = "2026-01-01T12:00:00.000Z";
    expect(queryOf({ range: "30d", since }, NOW)).toEqual({ since });
  });
});

it("counts what hides something", () => {
  expect(filterCount({ event: "evt_1", tab: "payload" })).toBe(0);
  expect(filterCount({ q: "a", range: "1h", since: "2026-01-01T12:00:00.000Z" })).toBe(2);
});

it("knows ids by their prefix, and what could be a publisher's own", () => {
  expect(idIn(" evt_0VboFPoA0yrB2sll3ejfIv ")).toEqual({ kind: "event", id: "evt_0VboFPoA0yrB2sll3ejfIv" });
  expect(idIn("dlv_1")).toEqual({ kind: "delivery", id: "dlv_1" });
  expect(idIn("wh_1")?.kind).toBe("endpoint");
  expect(idIn("evt_a b")).toBeNull();
  expect(idIn("budget_match")).toBeNull();
  expect(couldBeEventId("order-17")).toBe(true);
  expect(couldBeEventId("two words")).toBe(false);
});
