import { secretContext, type Vault, VaultError } from "@callcall/engine";
import type { Page, ReadStore, SecretRecord } from "@callcall/store";

const ACCOUNTS_PER_PAGE = 250;

/**
 * Open one stored secret before anything is served. With another master key no delivery could be signed, and
 * nobody would learn of it before the first event; new secrets, sealed with this key, would then stand beside
 * old ones that it does not open.
 */
export async function checkMasterKey(store: ReadStore, vault: Vault, nowMs: number): Promise<void> {
  const secret = await anySecret(store, nowMs);
  if (secret === undefined) return;
  try {
    vault.open(secret.sealed, secretContext(secret.accountId, secret.webhookId));
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    throw new Error(
      "Cannot start with this master key: the stored secrets were sealed with another one. Set CALLCALL_MASTER_KEY to the key of before (a development server keeps it in master.key in the data directory), or start with an empty data directory",
      { cause },
    );
  }
}

/** One is enough, since a server never started with two keys on the same data. */
async function anySecret(store: ReadStore, nowMs: number): Promise<SecretRecord | undefined> {
  let after: Page["after"] = null;
  for (;;) {
    const accounts = await store.accounts({ limit: ACCOUNTS_PER_PAGE, after });
    for (const { id: accountId } of accounts) {
      const [webhook] = await store.webhooks(accountId, { limit: 1, after: null });
      const [secret] = webhook === undefined ? [] : await store.secrets(accountId, webhook.id, nowMs);
      if (secret !== undefined) return secret;
    }
    const last = accounts[accounts.length - 1];
    if (last === undefined || accounts.length < ACCOUNTS_PER_PAGE) return undefined;
    after = { ms: last.createdMs, id: last.id };
  }
}
