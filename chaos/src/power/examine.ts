import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "@callcall/contract";
import { integrityOf } from "@callcall/e2e/support/database";
import type { Store } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import type { Image } from "./disk.ts";
import type { Promises } from "./promises.ts";

const MOST_COMPLAINTS = 5;
const WHOLE_PAGE = { limit: 100, after: null };

export async function layOut(directory: string, image: Image): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const [name, content] of image) await writeFile(join(directory, name), content);
}

/** Open what a power cut left as the next start would, and hold it against what was promised. Empty where all is there. */
export async function examine(directory: string, promises: Promises): Promise<readonly string[]> {
  const complaints: string[] = [];
  try {
    const store = await openSqliteStore({ path: join(directory, "callcall.db") });
    try {
      complaints.push(...(await missing(store, promises)));
    } finally {
      await store.close();
    }
    const integrity = await integrityOf(directory);
    if (integrity !== "ok") complaints.push(`integrity_check says ${integrity}`);
  } catch (error) {
    complaints.push(`it does not open: ${(error as Error).message}`);
  }
  return complaints.slice(0, MOST_COMPLAINTS);
}

async function missing(store: Store, { events, attempts }: Promises): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const [id, owed] of events) {
    if ((await store.event(DEFAULT_ACCOUNT_ID, id)) === undefined)
      complaints.push(`${id} was acknowledged and is gone`);
    const { rows } = await store.deliveries(DEFAULT_ACCOUNT_ID, { eventId: id }, WHOLE_PAGE);
    if (rows.length !== owed) complaints.push(`${id} is owed to ${owed} and has ${rows.length} deliveries`);
  }
  for (const [id, attempt] of attempts) {
    const begun = (await store.delivery(DEFAULT_ACCOUNT_ID, id))?.attemptCount ?? 0;
    if (begun < attempt) complaints.push(`attempt ${attempt} of ${id} was sent and is not on record`);
  }
  return complaints;
}
