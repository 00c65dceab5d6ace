import { writeSync } from "node:fs";

/** Where finished lines of the log go. */
export interface LineSink {
  write(line: string): void;
}

const STDERR = 2;

/**
 * Writes each line at once. One that cannot be written (its disk is full, nobody reads any more) is lost, and how many
 * were is told as soon as one can be: pino's own destination tries for ever, and a server that waits for its log takes
 * no events, delivers nothing and does not even stop.
 *
 * @param write as `fs.writeSync` does: it may take a part only, and throw
 */
export function createLineSink(write: (bytes: Uint8Array) => number = (bytes) => writeSync(STDERR, bytes)): LineSink {
  let lost = 0;

  function writeWhole(line: string): void {
    let rest: Uint8Array = Buffer.from(line);
    while (rest.length > 0) rest = rest.subarray(write(rest));
  }

  return {
    write(line) {
      try {
        if (lost > 0) {
          writeWhole(`${JSON.stringify({ level: 40, time: Date.now(), lost, msg: "lines of this log were lost" })}\n`);
          lost = 0;
        }
        writeWhole(line);
      } catch {
        lost += 1;
      }
    },
  };
}
