/** Opens the store at the path given, says so or why not, and holds it. */
import { writeSync } from "node:fs";
import { StoreError } from "../../port/store.ts";
import { openSqliteStore } from "../open.ts";

const [path = ""] = process.argv.slice(2);
try {
  await openSqliteStore({ path });
  writeSync(1, "open\n");
  setInterval(() => {}, 60_000);
} catch (error) {
  writeSync(1, `${error instanceof StoreError ? error.reason : error}\n`);
}
