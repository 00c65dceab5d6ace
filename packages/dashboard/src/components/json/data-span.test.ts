import { expect, it } from "vitest";
import { dataText, utf8Bytes } from "./data-span.ts";

it("finds data as it was published, whatever is in it", () => {
  const data = '{"n":12345678901234567890,"x":1.0,"data":{"a":1,"a":2},"s":"\\"data\\":1"}';
  expect(dataText(`{"id":"evt_1","type":"a.b","data":${data},"version":"2024-01-01"}`)).toBe(data);
});

it("finds nothing where there is none", () => {
  expect(dataText('{"id":"evt_1"}')).toBeUndefined();
  expect(dataText("not JSON")).toBeUndefined();
  expect(dataText("[1]")).toBeUndefined();
});

it("counts bytes, not characters", () => {
  expect(utf8Bytes("é😀a")).toBe(7);
});
