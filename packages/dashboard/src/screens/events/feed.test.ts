import { describe, expect, it } from "vitest";
import { mergeFeed, quietPages } from "./feed.ts";

const row = (id: string, state = "old") => ({ id, state });
const ids = (rows: readonly { id: string }[]): string => rows.map(({ id }) => id).join("");

describe("mergeFeed", () => {
  it("shows what was read until more is known", () => {
    expect(mergeFeed([row("b"), row("a")], undefined)).toMatchObject({ fresh: 0, more: false });
  });

  it("gives rows their new state, and counts new ones without showing them", () => {
    const { rows, fresh, more } = mergeFeed([row("b"), row("a")], [row("d"), row("c"), row("b", "new"), row("a")]);
    expect(ids(rows)).toBe("ba");
    expect(rows[0]?.state).toBe("new");
    expect([fresh, more]).toEqual([2, false]);
  });

  it("says that there may be more when the newest page ends above what is shown", () => {
    expect(mergeFeed([row("b"), row("a")], [row("z"), row("y")])).toMatchObject({ fresh: 2, more: true });
  });

  it("shows the newest page where nothing was shown", () => {
    const { rows, fresh } = mergeFeed([], [row("a")]);
    expect([ids(rows), fresh]).toEqual(["a", 0]);
  });

  it("shows no row twice", () => {
    expect(ids(mergeFeed([row("b"), row("a"), row("a")], undefined).rows)).toBe("ba");
  });
});

it("counts the pages that brought next to nothing", () => {
  const page = (rows: number, more = true) => ({ data: Array.from({ length: rows }), next_cursor: more ? "c" : null });
  expect(quietPages([page(50), page(0), page(2), page(0)])).toBe(3);
  expect(quietPages([page(0), page(50)])).toBe(0);
  expect(quietPages([page(0), page(0, false)])).toBe(0);
  expect(quietPages([])).toBe(0);
});
