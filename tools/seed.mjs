// `node tools/seed.mjs <data directory> [events] [account]`: fill an account with a past, to see how lists and charts
// do. For a directory that a development server was started with, which must not be running now.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import { createVault, secretContext, systemRandom } from "@callcall/engine";
import { openSqliteStore } from "@callcall/store/sqlite";
import { seedAccount } from "./lib/seed.mjs";

const [directory, events = "100000", accountId = DEFAULT_ACCOUNT_ID] = process.argv.slice(2);
if (directory === undefined || !/^\d+$/.test(events)) {
  process.stderr.write("Usage: node tools/seed.mjs <data directory> [events] [account]\n");
  process.exit(2);
}

// The server opens one stored secret before it serves anything: they must be sealed with its key.
const masterKey = process.env.CALLCALL_MASTER_KEY ?? readFileSync(join(directory, "master.key"), "utf8").trim();
const vault = createVault(Buffer.from(masterKey), systemRandom);
const store = await openSqliteStore({ path: join(directory, "callcall.db") });
const startedMs = Date.now();
let toldMs = startedMs;
await seedAccount(store, {
  accountId,
  events: Number(events),
  untilMs: startedMs,
  seed: startedMs % 100_000,
  seal: (secret, webhookId) => vault.seal(secret, secretContext(accountId, webhookId)),
  onProgress(done) {
    if (Date.now() - toldMs < 2_000 && done < Number(events)) return;
    toldMs = Date.now();
    process.stdout.write(`${done} events in ${Math.round((toldMs - startedMs) / 1000)} s\n`);
  },
});
await store.close();
