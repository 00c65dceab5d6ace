import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Have garbage collected now. A closed connection of @photostructure/sqlite keeps its files open until its statements
 * are collected, and a simulation opens more of them in a minute than a process may have files.
 */
export async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    setFlagsFromString("--expose_gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  // What is to be done about the dead is done on the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
}
