import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACCOUNT, buildAudit, buildSecret, buildWebhook, bytes, createWebhook, T0 } from "../conformance/builders.ts";
import { openSqliteStore } from "./index.ts";
import { temporaryDirectory } from "./testing/directory.ts";

test("deleting a webhook leaves neither its secret nor its headers in the file", async () => {
  const directory = temporaryDirectory();
  const path = directory.join("callcall.db");
  const store = await openSqliteStore({ path });
  const [secret, headers, kept] = ["sealed-secret", "sealed-headers", "sealed-and-kept"];
  const gone = buildWebhook({ sealedHeaders: bytes(headers) });
  const staying = buildWebhook({ sealedHeaders: bytes(kept) });
  await store.commit([
    createWebhook(staying),
    createWebhook(gone, { secret: buildSecret(gone, { sealed: bytes(secret) }) }),
  ]);
  const request = { accountId: ACCOUNT, webhookId: gone.id, nowMs: T0, audit: buildAudit() };
  await store.commit([{ kind: "webhook.delete", cancelAtMost: 10, ...request }]);
  await store.close();

  const file = readFileSync(path);
  expect(file.includes(kept)).toBe(true);
  expect(file.includes(secret)).toBe(false);
  expect(file.includes(headers)).toBe(false);
  directory.remove();
});
