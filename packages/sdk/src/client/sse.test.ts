import fc from "fast-check";
import { expect, test } from "vitest";
import { type SseMessage, SseParser } from "./sse.ts";

const read = (...chunks: string[]): SseMessage[] => {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};
const datas = (...chunks: string[]): string[] => read(...chunks).map(({ data }) => data);

test.each([
  ["a message", "data: a\n\n", ["a"]],
  ["CR", "data: a\r\rdata: b\r\r", ["a", "b"]],
  ["CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
  ["mixed line ends", "data: a\r\ndata: b\n\rdata: c\n\n", ["a\nb", "c"]],
  ["several lines of data", "data: a\ndata\ndata: b\n\n", ["a\n\nb"]],
  ["empty data", "data\n\ndata:\n\n", ["", ""]],
  ["one space only being taken", "data:  a\n\ndata:b\n\n", [" a", "b"]],
  ["comments", ": heartbeat\n\n:data: x\ndata: a\n\n", ["a"]],
  ["fields that do not exist", "date: x\n data: x\nDATA: x\ndata: a\n\n", ["a"]],
  ["a colon in the value", "data: a:b\n\n", ["a:b"]],
  ["no message without its blank line", "data: a\n\ndata: b\n", ["a"]],
  ["nothing for an event without data", "event: x\nid: 1\n\n", []],
])("reads %s", (_what, text, expected) => {
  expect(datas(text)).toEqual(expected);
});

test("the event's name holds for one message, its id from then on", () => {
  expect(read("event: x\nid: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n")).toEqual([
    { event: "x", data: "a", id: "1" },
    { event: "message", data: "b", id: "1" },
    { event: "message", data: "c", id: "" },
  ]);
});

test("an id with NUL is ignored, one of a message that never ended does not count", () => {
  const parser = new SseParser("0");
  parser.push("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: 3\ndata: c\n");
  expect(parser.lastEventId).toBe("1");
  parser.push("\n");
  expect(parser.lastEventId).toBe("3");
});

test("retry is a number in digits or nothing", () => {
  const parser = new SseParser();
  parser.push("retry: 1500\nretry: 1e3\nretry: -1\nretry\nretry: 2s\n");
  expect(parser.retryMs).toBe(1500);
});

test("however the text is cut, the messages are the same", () => {
  const part = fc.constantFrom("data", "id", "event", ":", " ", "\r", "\n", "\r\n", "a", "é", "\n\n", "data: x\n\n");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 12 }), (parts, cuts) => {
      const text = parts.join("");
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const chunks = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(read(...chunks)).toEqual(read(text));
      expect(read(...text)).toEqual(read(text));
      // A reader that has the whole text sees lines where the standard does.
      const lines = text.split(/\r\n|\r|\n/).slice(0, -1);
      expect(read(text)).toHaveLength(countMessages(lines));
    }),
    { numRuns: 500 },
  );
});

function countMessages(lines: readonly string[]): number {
  let count = 0;
  let hasData = false;
  for (const line of lines) {
    if (line === "" && hasData) count++;
    hasData = line !== "" && (hasData || line === "data" || line.startsWith("data:"));
  }
  return count;
}

test("a message without end is refused", () => {
  const parser = new SseParser();
  const chunk = `data: ${"a".repeat(1024 * 1024)}\n`;
  expect(() => {
    for (let n = 0; n < 5; n++) parser.push(chunk);
  }).toThrow("a message has more than");
  expect(() => new SseParser().push("a".repeat(5 * 1024 * 1024))).toThrow(RangeError);
});
