import { expect, it } from "vitest";
import { bodyOf, EMPTY_TYPE, faultsOf } from "./draft.ts";

it("finds what is no JSON, and a schema that is no object", () => {
  expect(faultsOf(EMPTY_TYPE)).toEqual({});
  expect(faultsOf({ ...EMPTY_TYPE, schema: "", example: "" })).toEqual({});
  expect(faultsOf({ ...EMPTY_TYPE, schema: "[]", example: "{" })).toEqual({
    schema: "A JSON Schema is an object: { … }",
    example: expect.stringMatching(/^This is not JSON: /),
  });
});

it("sends what is there, and nothing for what is empty", () => {
  expect(bodyOf({ ...EMPTY_TYPE, schema: " ", example: "1" })).toEqual({
    description: "",
    validation: "warn",
    example: 1,
  });
});
