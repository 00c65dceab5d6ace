import { expect, test } from "vitest";
import { type Step, TraceReader } from "./trace.ts";

const hex = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
const WAL = `20<${hex("/data/callcall.db-wal")}>`;
const SOCKET = "26<socket:[77]>";

function read(...lines: readonly string[]): readonly Step[] {
  const reader = new TraceReader("/data");
  for (const line of lines) reader.line(line);
  return reader.steps;
}

test("writes, syncs and words, in their order", () => {
  const steps = read(
    `11 read(${SOCKET}, "${hex("POST")}", 65536) = 4`,
    `11 pwrite64(${WAL}, "${hex("page")}", 4, 32) = 4`,
    `11 fsync(${WAL}) = 0`,
    `11 writev(${SOCKET}, [{iov_base="${hex("HTTP/1.1 202")}", iov_len=12}, {iov_base="${hex("{}")}", iov_len=2}], 2) = 14`,
  );
  expect(steps).toEqual([
    { kind: "heard", text: "POST" },
    { kind: "write", file: "callcall.db-wal", offset: 32, bytes: Buffer.from("page") },
    { kind: "sync", file: "callcall.db-wal", began: 2 },
    { kind: "said", text: "HTTP/1.1 202{}" },
  ]);
});

test("a call that another thread interrupts in the log: words count from their beginning, writes from their end", () => {
  const steps = read(
    `11 write(${SOCKET}, "${hex("HTTP/1.1 202")}", 12 <unfinished ...>`,
    `12 fsync(${WAL} <unfinished ...>`,
    `13 pwrite64(${WAL}, "${hex("x")}", 1, 0 <unfinished ...>`,
    "12 <... fsync resumed>) = 0",
    "13 <... pwrite64 resumed>) = 1",
    "11 <... write resumed>) = 12",
  );
  expect(steps.map(({ kind }) => kind)).toEqual(["said", "sync", "write"]);
  expect(steps[1]).toMatchObject({ began: 1 });
});

test("what failed did not happen", () => {
  expect(read(`11 fsync(${WAL}) = -1 EIO (Input/output error)`)).toEqual([]);
  expect(read(`11 pwrite64(${WAL}, "${hex("x")}", 1, 0) = -1 ENOSPC (No space left on device)`)).toEqual([]);
});

test("files are made once, and removed", () => {
  const opened = `11 openat(AT_FDCWD<${hex("/")}>, "${hex("/data/callcall.db-wal")}", O_RDWR|O_CREAT, 0600) = ${WAL}`;
  const steps = read(opened, opened, `11 unlink("${hex("/data/callcall.db-wal")}") = 0`, opened);
  expect(steps.map(({ kind }) => kind)).toEqual(["create", "remove", "create"]);
});

test("the directory's sync, and files without data", () => {
  expect(read(`11 fsync(22<${hex("/data")}>) = 0`)).toEqual([{ kind: "sync", file: "", began: 0 }]);
  expect(read(`11 pwrite64(21<${hex("/data/callcall.db-shm")}>, "${hex("x")}", 1, 0) = 1`)).toEqual([]);
  expect(read(`11 write(1<${hex("/elsewhere/log")}>, "${hex("x")}", 1) = 1`)).toEqual([]);
});

test("what cannot be followed is an error, not a hole", () => {
  expect(() => read(`11 write(${WAL}, "${hex("x")}", 1) = 1`)).toThrow("Cannot follow write on callcall.db-wal");
  expect(() => read(`11 pwrite64(${WAL}, "${hex("x")}"..., 4096, 0) = 4096`)).toThrow("only 1 are in the log");
});
