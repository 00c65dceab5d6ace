import { expect, it } from "vitest";
import { cutText, visibleLine, visibleText } from "./visible-text.ts";

it("leaves text alone that shows itself", () => {
  const text = '<script>alert(1)</script>\n\tnaïve 😀 "quoted"';
  expect(visibleText(text)).toEqual([{ text, name: null }]);
  expect(visibleText("")).toEqual([]);
});

it("names what would not be seen, or would mislead", () => {
  expect(visibleText("a\u001b[31mb\r\n")).toEqual([
    { text: "a", name: null },
    { text: "\u001b", name: "ESC" },
    { text: "[31mb", name: null },
    { text: "\r", name: "CR" },
    { text: "\n", name: null },
  ]);
  expect(visibleText("user\u202egnp.exe\u200b").map(({ name }) => name)).toEqual([null, "U+202E", null, "U+200B"]);
});

it("keeps every character: the runs together are the text", () => {
  const text = Array.from({ length: 0x2100 }, (_, code) => String.fromCodePoint(code)).join("");
  expect(
    visibleText(text)
      .map((run) => run.text)
      .join(""),
  ).toBe(text);
});

it("makes one line of many", () => {
  expect(visibleLine("a\nb\tc\u0000")).toBe("a⏎b⇥c[NUL]");
});

it("cuts between characters", () => {
  expect(cutText("a😀", 2)).toBe("a");
  expect(cutText("a😀", 3)).toBe("a😀");
  expect(cutText("abc", 2)).toBe("ab");
});
