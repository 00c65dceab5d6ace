import { expect, it } from "vitest";
import { filterOf, toConsoleSearch } from "./search.ts";

it("reads an address, and leaves out what is not understood", () => {
  const search = { kinds: "events,api", type: "a.*", webhook: "wh_1", id: "evt_1", q: "x", failures: true };
  expect(toConsoleSearch(search)).toEqual(search);
  expect(toConsoleSearch({ kinds: "odd,events", q: 42, failures: "yes", type: { a: 1 } })).toEqual({
    kinds: "events",
    q: "42",
  });
});

it("makes a filter of it", () => {
  expect(filterOf({ kinds: "events,api", q: "x" })).toMatchObject({ kinds: ["events", "api"], text: "x" });
  expect(filterOf({})).toMatchObject({ kinds: [] });
});
