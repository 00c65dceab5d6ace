import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seeded } from "@callcall/e2e/support/random";
import type { Disk } from "./disk.ts";
import { STRING_BYTES, type Step, TRACED, TraceReader } from "./trace.ts";

/** What stands in front of a program whose way with its files is to be recorded. */
export function recorder(log: string): readonly string[] {
  // -D: the tracer is the child, so that a signal meant for the server reaches the server.
  const form = ["-D", "-f", "--seccomp-bpf", "-y", "-xx", "-s", String(STRING_BYTES)];
  return ["strace", ...form, "-e", `trace=${TRACED.join()}`, "-e", "signal=none", "-o", log];
}

/** Read the log of a process whose output has closed: the tracer held it open, and has written everything by then. */
export async function readRecord(
  log: string,
  directory: string,
  held: Iterable<string> = [],
): Promise<readonly Step[]> {
  const reader = new TraceReader(directory, held);
  for await (const line of createInterface({ input: createReadStream(log) })) reader.line(line);
  return reader.steps;
}

/** Where the model of the disk differs from the files as they are: a write that was not recorded would show here. */
export async function differences(disk: Disk, directory: string): Promise<readonly string[]> {
  const different: string[] = [];
  for (const [name, content] of disk.image("everything", seeded(0))) {
    const real = await readFile(join(directory, name));
    if (!real.equals(content))
      different.push(`${name} has ${real.length} bytes that are not the ${content.length} recorded`);
  }
  return different;
}
