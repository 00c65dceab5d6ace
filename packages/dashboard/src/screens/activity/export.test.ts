import { describe, expect, it } from "vitest";
import { CALL_COLUMNS, CHANGE_COLUMNS, exportFile, toCsv } from "./export.ts";

const text = (value: string) => toCsv([{ value }], [{ name: "value", of: (row) => row.value }]).split("\r\n")[1];

describe("a table", () => {
  it.each([
    ["plain", '"plain"'],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ["two\nlines", '"two\nlines"'],
    ["=HYPERLINK(1)", `"'=HYPERLINK(1)"`],
    ["+1", `"'+1"`],
    ["-1+cmd|' /C calc'!A0", `"'-1+cmd|' /C calc'!A0"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    [" =1+1", `"' =1+1"`],
    ["\t=1", `"'\t=1"`],
    ["\rx", `"'\rx"`],
    ["＝1", `"'＝1"`],
    ["a=b", '"a=b"'],
    ["", '""'],
  ])("writes %j as %s", (value, cell) => {
    expect(text(value)).toBe(cell);
  });

  it("says that it is UTF-8, and has its names on top", () => {
    const csv = toCsv([], CALL_COLUMNS);
    expect(csv.startsWith('\uFEFF"minute","actor",')).toBe(true);
    expect(csv.endsWith("\r\n")).toBe(true);
  });
});

it("an entry is whole in either form", () => {
  const entry = {
    id: "aud_1",
    at: "2025-02-07T02:55:00.000Z",
    actor: "system",
    actor_name: "CallCall",
    ip: null,
    action: "webhook.disable",
    target: "wh_1",
    request_id: "",
    changes: [{ field: "status", before: "enabled", after: "disabled" }],
  };
  const csv = exportFile("csv", "changes", [entry], CHANGE_COLUMNS);
  expect(csv).toMatchObject({ name: "changes.csv", type: "text/csv;charset=utf-8" });
  expect(csv.text).toContain(
    '"2025-02-07T02:55:00.000Z","system","CallCall","","webhook.disable","wh_1","","[{""field"":""status""',
  );
  const json = exportFile("json", "changes", [entry], CHANGE_COLUMNS);
  expect(json).toMatchObject({ name: "changes.json", type: "text/plain;charset=utf-8" });
  expect(JSON.parse(json.text)).toEqual([entry]);
});
