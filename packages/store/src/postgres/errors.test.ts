import { expect, test } from "vitest";
import { StoreError } from "../port/store.ts";
import { asStoreError, isConflict, isRefusal, storeFailure } from "./errors.ts";

const failure = (code: string, severity = "ERROR"): Error => Object.assign(new Error("failed"), { code, severity });

test.each([
  ["53100", "full"],
  ["53200", "unavailable"],
  ["53300", "unavailable"],
  ["08006", "unavailable"],
  ["57P01", "unavailable"],
  ["57P03", "unavailable"],
  ["57014", "unavailable"],
  ["25006", "unavailable"],
  ["55P03", "unavailable"],
  ["40P01", "unavailable"],
  ["58030", "io"],
  ["XX001", "io"],
  ["28P01", "incompatible"],
  ["3D000", "incompatible"],
  ["42501", "incompatible"],
  ["ECONNREFUSED", "unavailable"],
  ["ECONNRESET", "unavailable"],
  ["ENOTFOUND", "unavailable"],
])("%s is %s", (code, reason) => {
  expect(storeFailure(failure(code))).toBe(reason);
  expect(asStoreError(failure(code))).toMatchObject({ name: "StoreError", reason });
});

test.each(["23505", "23514", "22003", "22021", "42P01"])("%s is the fault of one command", (code) => {
  const error = failure(code);
  expect(storeFailure(error)).toBeUndefined();
  expect(asStoreError(error)).toBe(error);
});

test("a connection that ends without a word is unavailable", () => {
  expect(storeFailure(new Error("Connection terminated unexpectedly"))).toBe("unavailable");
  expect(storeFailure(new Error("Client has encountered a connection error and is not queryable"))).toBe("unavailable");
});

test("what is known stays what it is", () => {
  const error = new StoreError("locked", "another node");
  expect(asStoreError(error)).toBe(error);
});

test("only an answer of the server says that a COMMIT did not happen", () => {
  expect(isRefusal(failure("53100"))).toBe(true);
  expect(isRefusal(failure("57P01", "FATAL"))).toBe(false);
  expect(isRefusal(new Error("Connection terminated unexpectedly"))).toBe(false);
});

test("a deadlock is nobody's fault, and the same again will do", () => {
  expect(isConflict(failure("40P01"))).toBe(true);
  expect(isConflict(failure("23505"))).toBe(false);
});
