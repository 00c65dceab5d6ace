/** Opens a store, which migrates it, and closes it. Argument: the path of the database. */
import { openSqliteStore } from "@callcall/store/sqlite";

const [path = ""] = process.argv.slice(2);
await (await openSqliteStore({ path })).close();
