import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryDirectory {
  readonly path: string;
  join(name: string): string;
  remove(): void;
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "callcall-store-"));
  return {
    path,
    join: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
