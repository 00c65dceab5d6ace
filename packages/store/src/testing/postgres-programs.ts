/** The programs of a PostgreSQL server, wherever this machine has them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Debian keeps each major version in a folder of its own, and none of them on the PATH. */
const DEBIAN = "/usr/lib/postgresql";

/** @throws Error that says how to get them */
export function findPostgres(): string {
  const folders = [...debianFolders(), ...(process.env["PATH"] ?? "").split(":")];
  const found = folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
  if (found === undefined) {
    throw new Error(
      "PostgreSQL is missing: tests run the PostgreSQL store against a server of their own. Install it: apt-get install postgresql",
    );
  }
  return found;
}

/** The newest first. */
function debianFolders(): readonly string[] {
  if (!existsSync(DEBIAN)) return [];
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(DEBIAN, version, "bin"));
}
