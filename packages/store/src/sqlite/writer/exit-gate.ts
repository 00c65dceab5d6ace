/**
 * The end of the process, agreed between its threads. Node ends the other threads where they stand as a process exits;
 * one that stands in SQLite takes the process down by an abort, which supervisors take for a crash. So whoever exits
 * waits for the commit under way, and lets no other begin.
 */

const FREE = 0;
const WORKING = 1;
const SHUT = 2;

/** A sync takes milliseconds. A disk that hangs must not keep a process that was told to end. */
const LONGEST_WAIT_MS = 5_000;

/** What the threads share. */
export function createExitGate(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** On the working thread: nothing is done once the gate is shut. */
export function workWithin(gate: Int32Array, work: () => void): void {
  if (Atomics.compareExchange(gate, 0, FREE, WORKING) !== FREE) return;
  try {
    work();
  } finally {
    Atomics.store(gate, 0, FREE);
    Atomics.notify(gate, 0);
  }
}

/** On the thread that ends the process: wait for what is under way. Blocks. False where that took too long. */
export function shutGate(gate: Int32Array, longestWaitMs: number = LONGEST_WAIT_MS): boolean {
  const deadlineMs = performance.now() + longestWaitMs;
  while (Atomics.compareExchange(gate, 0, FREE, SHUT) === WORKING) {
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0 || Atomics.wait(gate, 0, WORKING, leftMs) === "timed-out") return false;
  }
  return true;
}
