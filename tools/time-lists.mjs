// `node tools/time-lists.mjs <data directory> [account]`: time every list and every filter on an account that
// `tools/seed.mjs` has filled, and print the tables of docs/performance.md.
import { join } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import { openSqliteStore } from "@callcall/store/sqlite";
import { timeFigures, timeLists } from "./lib/list-times.mjs";

const [directory, accountId = DEFAULT_ACCOUNT_ID] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("Usage: node tools/time-lists.mjs <data directory> [account]\n");
  process.exit(2);
}
const store = await openSqliteStore({ path: join(directory, "callcall.db") });
const { webhooks } = await store.subscriptions(accountId);
const webhookIds = webhooks.map(({ id }) => id);
const {
  rows: [newest],
} = await store.events(accountId, {}, { limit: 1, after: null });
if (newest === undefined) throw new Error("Cannot time the lists as the account has no events: run tools/seed.mjs");
const { events } = await store.totalCounts({ accountId, webhookId: null });
const times = { oldestMs: Math.min(...webhooks.map(({ createdMs }) => createdMs)), newestMs: newest.createdMs };

process.stdout.write(
  `${events} events\n\n| list | filter | combinations | p50 ms | max ms |\n| --- | --- | --- | --- | --- |\n`,
);
for (const { list, filter, combinations, p50, max } of await timeLists(store, accountId, webhookIds, times)) {
  process.stdout.write(`| ${list} | ${filter} | ${combinations} | ${p50.toFixed(1)} | ${max.toFixed(1)} |\n`);
}
process.stdout.write("\n| figures | p50 ms | max ms |\n| --- | --- | --- |\n");
for (const { figures, p50, max } of await timeFigures(store, accountId, webhookIds, times)) {
  process.stdout.write(`| ${figures} | ${p50.toFixed(1)} | ${max.toFixed(1)} |\n`);
}
await store.close();
