import type { ReadStore } from "@callcall/store";
import { expect, it } from "vitest";
import { seededRandom } from "../testing/harness.ts";
import { createCredentials, SECRETS_OF_MAX } from "./credentials.ts";
import { createVault } from "./vault.ts";

const NOW = 1_738_896_900_000;

it("are kept in memory, of a bounded number of webhooks", async () => {
  const read: string[] = [];
  const store = {
    secrets: async (_accountId: string, webhookId: string) => {
      read.push(webhookId);
      return [];
    },
  } as unknown as ReadStore;
  const credentials = createCredentials(store, createVault(new Uint8Array(32), seededRandom(1)));
  const ask = (webhookId: string) => credentials.secrets("acct_test", webhookId, NOW);
  await ask("wh_0");
  await ask("wh_0");
  expect(read).toEqual(["wh_0"]);
  for (let n = 1; n <= SECRETS_OF_MAX; n++) await ask(`wh_${n}`);
  read.length = 0;
  await ask(`wh_${SECRETS_OF_MAX}`);
  await ask("wh_0");
  expect(read).toEqual(["wh_0"]);
});
