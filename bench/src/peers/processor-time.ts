import { readdirSync, readFileSync } from "node:fs";

/** Linux counts them so, whatever its timer does. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process, of its children and of those that it had, in microseconds. */
export function processorTimeUs(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = fieldsOf(name);
    // utime, stime, and those of its children that have ended
    if (Number(name) === pid) ticks += sum(fields, 11, 15);
    else if (Number(fields[1]) === pid) ticks += sum(fields, 11, 13);
  }
  return (ticks / TICKS_PER_SECOND) * 1_000_000;
}

/** Of `/proc/PID/stat`, from the state on: what stands before it may hold blanks. Empty for one that has ended. */
function fieldsOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function sum(fields: readonly string[], from: number, to: number): number {
  return fields.slice(from, to).reduce((total, field) => total + Number(field), 0);
}
