import { Problem, type ProblemCode, type ProblemError, pointerToken } from "@callcall/contract";
import type { z } from "zod";

interface Codes {
  readonly unknown: ProblemCode;
  readonly invalid: ProblemCode;
  readonly subject: string;
}

/** Put `value` through `schema`; every fault becomes a JSON Pointer and what is wrong there. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown, codes: Codes): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const errors = issues.flatMap(faultsOf);
  // A field that does not exist is named as such even beside other faults: it is the mistake that the
  // others may follow from, and the attempt that mass assignment starts with.
  const unknown = issues.some((issue) => issue.code === "unrecognized_keys");
  throw new Problem(
    unknown ? codes.unknown : codes.invalid,
    `Cannot use ${codes.subject}: ${errors.length === 1 ? "one fault" : `${errors.length} faults`}, see errors`,
    { errors },
  );
}

function faultsOf(issue: z.core.$ZodIssue): ProblemError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: "There is no such field" }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/** RFC 6901. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${pointerToken(String(part))}`).join("");
}
