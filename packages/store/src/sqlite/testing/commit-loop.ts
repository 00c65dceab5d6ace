/**
 * Commits one event after another and acknowledges each on its output, as a server would. Arguments: the path
 * of the store, a prefix for the ids, how many commits, bytes of each event's data. A failure is told, and followed by
 * the next commit.
 */
import { writeSync } from "node:fs";
import { acceptEvents, buildDelivery, buildEvent } from "../../conformance/builders.ts";
import { StoreError } from "../../port/store.ts";
import { openSqliteStore } from "../open.ts";

const [path = "", prefix = "", commits = "0", bytes = "2"] = process.argv.slice(2);
const data = new Uint8Array(Number(bytes)).fill(97);
const store = await openSqliteStore({ path });
writeSync(1, "open\n");
for (let index = 0; index < Number(commits); index++) {
  const id = `${prefix}-${index}`;
  const deliveries = [buildDelivery("wh_one", { id: `dlv-${id}` })];
  try {
    await store.commit([acceptEvents([buildEvent({ id, data, deliveries })])]);
    writeSync(1, `acked ${id}\n`);
  } catch (error) {
    writeSync(1, `${error instanceof StoreError ? error.reason : error}\n`);
  }
}
