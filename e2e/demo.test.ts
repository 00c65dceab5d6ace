import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT, tempDir } from "./support/paths.ts";
import { Program } from "./support/process.ts";

const LINE = /^ +\d+\.\d\d s {2}(\S+) +(.*)$/;

// The demo keeps its data in a temporary directory: here, in one that is ours, to see that it leaves nothing behind.
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeEach(async () => {
  scratch = await tempDir();
});
afterEach(() => scratch.remove());

function demo(): Program {
  const env = { TMPDIR: scratch.path };
  return new Program(process.execPath, [join(ROOT, "tools/demo.mjs"), "--no-build"], { env });
}

it("the demo tells its story in order, ends by itself with 0 and leaves nothing behind", async () => {
  const program = demo();
  const { code } = await program.ended(25_000);
  const output = program.output();
  expect(code, output).toBe(0);
  expect(program.stderr.items).toEqual([]);
  // No colours where nobody sees them.
  expect(output).not.toContain("\x1b");

  const story = program.stdout.items.flatMap((line) => {
    const [, who, text] = LINE.exec(line) ?? [];
    return who === undefined ? [] : [`${who}: ${text}`];
  });
  /** Each line stands after the one before. */
  const inOrder = (...expected: readonly RegExp[]): void => {
    let from = 0;
    for (const pattern of expected) {
      const at = story.findIndex((line, index) => index >= from && pattern.test(line));
      expect(at, `${pattern} after line ${from} of\n${story.join("\n")}`).toBeGreaterThan(-1);
      from = at + 1;
    }
  };
  for (const type of ["customer.qualified", "service.matched", "message.received", "analysis.completed"]) {
    inOrder(
      new RegExp(`^you: publish ${type}$`),
      /^platform: accepted: on disk, owed to \d endpoints?$/,
      new RegExp(`^crm: signature verified, ${type} handled$`),
      /^platform: attempt 1: crm answered 200 in \d+ ms$/,
      new RegExp(`^platform: ✓ delivered: ${type} to crm$`),
    );
  }
  inOrder(
    /^inbox: .*my database is down$/,
    /^platform: attempt 1: inbox answered 500/,
    /^platform: will try inbox again in 1\.[0-2] s$/,
    /^inbox: .*my database is down$/,
    /^platform: attempt 2: inbox answered 500/,
    /^platform: will try inbox again in 2\.[0-4] s$/,
    /^inbox: signature verified, message\.received handled$/,
    /^platform: attempt 3: inbox answered 200/,
    /^platform: ✓ delivered: message\.received to inbox$/,
  );
  inOrder(
    /^archive: I am gone for good$/,
    /^platform: attempt 1: archive answered 410/,
    /^platform: ✗ failed: analysis\.completed to archive$/,
    /^platform: archive is disabled/,
  );
  expect(output).toContain("Retries come after 1 and 2 s here");
  expect(output).toContain("5  deliveries arrived, each signature verified");
  expect(output).toContain("✓ Everything came as it should.");
  expect(await readdir(scratch.path)).toEqual([]);
});

it("the demo that is interrupted ends its server and says so with its exit code", async () => {
  const program = demo();
  const url = await program.stdout.waitFor(
    (lines) => lines.map((line) => /at (http:\S+),/.exec(line)?.[1]).find((found) => found !== undefined),
    { what: "the demo's server" },
  );
  program.signal("SIGTERM");
  expect((await program.ended(10_000)).code).toBe(1);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  expect(await readdir(scratch.path)).toEqual([]);
});
