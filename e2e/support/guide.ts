import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

/** The public guide, as published. Everything below is cut out of this text by its headings, nothing is retyped. */
export const GUIDE: string = readFileSync(join(ROOT, "docs/guide.txt"), "utf8");

function between(start: string, end: string): string {
  const from = GUIDE.indexOf(start);
  const to = GUIDE.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`Cannot find the guide's text between "${start}" and "${end}"`);
  return GUIDE.slice(from + start.length, to).trim();
}

/** The four types under "Available Events". */
export const GUIDE_EVENT_TYPES: readonly string[] = between("Available Events\n", "Event Payload")
  .split("\n")
  .filter((line) => /^[a-z]+\.[a-z]+$/.test(line));

/** The example under "Event Payload". */
export const GUIDE_PAYLOAD: string = between("Event Payload\n", "Implementation Guide");
export const GUIDE_REGISTER_CALL: string = between("1. Register Endpoint\n", "\n{");
export const GUIDE_REGISTER_PAYLOAD: string = between("POST /api/v1/webhooks\n", "2. Verify Signatures");
export const GUIDE_VERIFY: string = between("2. Verify Signatures\n", "3. Handle Events");
export const GUIDE_HANDLE: string = between("3. Handle Events\n", "4. Implement Retry Logic");
export const GUIDE_RETRY: string = between("4. Implement Retry Logic\n", "Security Best Practices");

/** Turn printed code into a function: `names` are what the guide leaves to the reader, `result` is what it defines. */
export function printed<Run>(code: string, names: readonly string[], result = ""): Run {
  return new Function(...names, `"use strict";\n${code}\n${result}`) as Run;
}
