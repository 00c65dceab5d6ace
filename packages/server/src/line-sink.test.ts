import { expect, it } from "vitest";
import { createLineSink } from "./line-sink.ts";

/** A file that takes so many bytes at once; null: its disk is full. */
function createFile(): { text: string; takes: number | null; write(bytes: Uint8Array): number } {
  return {
    text: "",
    takes: 1_000,
    write(bytes) {
      if (this.takes === null) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      const part = bytes.subarray(0, this.takes);
      this.text += Buffer.from(part).toString();
      return part.length;
    },
  };
}

it("writes lines whole, in however many parts they are taken", () => {
  const file = createFile();
  file.takes = 3;
  createLineSink((bytes) => file.write(bytes)).write('{"msg":"one"}\n');
  expect(file.text).toBe('{"msg":"one"}\n');
});

it("goes on where lines cannot be written, and tells how many were lost once they can", () => {
  const file = createFile();
  const sink = createLineSink((bytes) => file.write(bytes));
  sink.write("one\n");
  file.takes = null;
  sink.write("two\n");
  sink.write("three\n");
  file.takes = 1_000;
  sink.write("four\n");
  sink.write("five\n");
  const [first, notice, ...rest] = file.text.split("\n");
  expect(first).toBe("one");
  expect(JSON.parse(notice ?? "")).toMatchObject({ level: 40, lost: 2 });
  expect(rest).toEqual(["four", "five", ""]);
});
