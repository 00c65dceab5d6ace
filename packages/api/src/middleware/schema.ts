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

/** Every fault of a value, with the code that it would be refused with. None when it fits. */
export function faultsIn(
  schema: z.ZodType,
  value: unknown,
): readonly (ProblemError & { readonly code: ProblemCode })[] {
  const parsed = schema.safeParse(value);
  return (parsed.error?.issues ?? []).flatMap((issue) =>
    faultsOf(issue).map((fault) => ({
      ...fault,
      code: issue.code === "unrecognized_keys" ? ("unknown_field" as const) : ("invalid_request" as const),
    })),
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
