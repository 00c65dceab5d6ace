import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureProgram } from "./ensure-program.mjs";

/** Debian keeps the programs of each major version in a folder of its own, and none of them on the PATH. */
const DEBIAN = "/usr/lib/postgresql";

/** Make sure that there is a PostgreSQL server for tests to start. They need no running one, and touch none. */
export async function ensurePostgres() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  if (versions.some((version) => existsSync(join(DEBIAN, version, "bin", "initdb")))) return;
  await ensureProgram("initdb", "postgresql", "the PostgreSQL store is tested against a server", () =>
    existsSync(DEBIAN),
  );
}
