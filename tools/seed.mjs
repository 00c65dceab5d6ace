// `node tools/seed.mjs <database> [events] [account]`: fill an account of a database with a past, to see how lists and
// charts do. The server must not be running on it.
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import { openSqliteStore } from "@callcall/store/sqlite";
import { seedAccount } from "./lib/seed.mjs";

const [path, events = "100000", accountId = DEFAULT_ACCOUNT_ID] = process.argv.slice(2);
if (path === undefined || !/^\d+$/.test(events)) {
  process.stderr.write("Usage: node tools/seed.mjs <database> [events] [account]\n");
  process.exit(2);
}

const store = await openSqliteStore({ path });
const startedMs = Date.now();
let toldMs = startedMs;
await seedAccount(store, {
  accountId,
  events: Number(events),
  untilMs: startedMs,
  seed: startedMs % 100_000,
  onProgress(done) {
    if (Date.now() - toldMs < 2_000 && done < Number(events)) return;
    toldMs = Date.now();
    process.stdout.write(`${done} events in ${Math.round((toldMs - startedMs) / 1000)} s\n`);
  },
});
await store.close();
