import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/paths.ts";
import { Program } from "./support/process.ts";

const CAMPAIGNS = join(ROOT, "chaos/dist/index.js");
/** The same in every run, so that one that fails tells of a change; look for more with others. */
const SEED = process.env["CALLCALL_E2E_SEED"] ?? "20260207";
const NAMES = [
  ...["kill", "power", "stop", "stall", "fsync-error", "disk-full", "slow-disk"],
  ...["clock", "descriptors", "egress", "resolver", "memory", "mishaps", "upkeep"],
];

// They mostly wait: for deadlines, for retries, for disks that are slow. Each prints its counts and the seed that
// repeats it; docs/chaos.md tells what they do.
describe.concurrent("in its short form", () => {
  it.each(NAMES)(
    `the campaign %s keeps every promise (CALLCALL_E2E_SEED=${SEED})`,
    {
      timeout: 240_000,
    },
    async (name) => {
      const program = new Program(process.execPath, [CAMPAIGNS, name, "--short", "--seed", SEED]);
      const { code } = await program.ended(230_000).finally(() => program.signal("SIGKILL"));
      console.log(program.output());
      expect(code, program.output()).toBe(0);
    },
  );
});
