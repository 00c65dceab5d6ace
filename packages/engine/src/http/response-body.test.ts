import { expect, test } from "vitest";
import { ResponseBody } from "./response-body.ts";

const CAPS = { readBytes: 10, keptBytes: 4 };
const bytes = (text: string): Buffer => Buffer.from(text);

test("keeps the first bytes and counts all", () => {
  const body = new ResponseBody(CAPS);
  expect(body.push(bytes("ab"))).toBe(true);
  expect(body.truncated).toBe(false);
  expect(body.push(bytes("cdef"))).toBe(true);
  expect(Buffer.from(body.kept()).toString()).toBe("abcd");
  expect(body).toMatchObject({ bytes: 6, truncated: true, overflowed: false });
});

test("stops at the read cap and never counts beyond it", () => {
  const body = new ResponseBody(CAPS);
  expect(body.push(bytes("0123456789"))).toBe(true);
  expect(body.push(bytes("x"))).toBe(false);
  expect(body).toMatchObject({ bytes: 10, truncated: true, overflowed: true });
});

test("keeps a copy, so that the read buffer can go", () => {
  const chunk = bytes("abcd");
  const body = new ResponseBody(CAPS);
  body.push(chunk);
  chunk.fill(0);
  expect(Buffer.from(body.kept()).toString()).toBe("abcd");
});

test("an empty body is empty", () => {
  expect(new ResponseBody(CAPS)).toMatchObject({ bytes: 0, truncated: false });
  expect(new ResponseBody(CAPS).kept()).toHaveLength(0);
});
