import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Load, Stage } from "./stage.ts";

export interface DataDir {
  readonly path: string;
  /** Replace what is in another by what is in this; no server runs on either. */
  copyTo(other: DataDir): Promise<void>;
  remove(): Promise<void>;
}

/** A data directory that outlives the server on it. */
export async function settledDataDir(): Promise<DataDir> {
  const path = await mkdtemp(join(tmpdir(), "callcall-bench-"));
  return {
    path,
    copyTo: (other) => cp(path, other.path, { recursive: true }),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Start the server on a copy, under load, and throw away what it stores: what rounds before learnt is no part of this one. */
export async function onCopy<Found>(
  stage: Stage,
  original: DataDir,
  load: Load,
  use: () => Promise<Found>,
): Promise<Found> {
  const copy = await settledDataDir();
  await original.copyTo(copy);
  try {
    await stage.restart(copy.path);
    await stage.publish(load);
    const found = await use();
    await stage.publisher.ask("stop");
    return found;
  } finally {
    await stage.server.kill();
    await copy.remove();
  }
}
