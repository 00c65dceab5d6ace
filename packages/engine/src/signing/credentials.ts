import type { ReadStore, WebhookRecord } from "@callcall/store";
import { prepareSecret, type SigningSecret } from "./secret.ts";
import type { Vault } from "./vault.ts";

/** A secret in the clear, for as long as it is in force. */
export interface OpenSecret {
  readonly text: string;
  readonly hint: string;
  readonly key: SigningSecret;
  readonly createdMs: number;
  readonly expiresMs: number | null;
}

/** Opens a webhook's secrets and custom headers, and remembers them in memory. */
export interface Credentials {
  /** Secrets in force at `nowMs`, newest first. */
  secrets(accountId: string, webhookId: string, nowMs: number): Promise<readonly OpenSecret[]>;
  /** Secrets that signed before and do no more, as far as they are kept: they tell who still uses them. */
  endedSecrets(accountId: string, webhookId: string, nowMs: number): Promise<readonly OpenSecret[]>;
  /** Custom headers of a webhook as it is configured. */
  headers(webhook: WebhookRecord): Readonly<Record<string, string>>;
  seal(text: string, context: string): Uint8Array;
  /** Read the secrets of this webhook again: it was rotated or deleted. */
  forget(accountId: string, webhookId: string): void;
}

/** What a sealed value belongs to: bytes moved to another row or account do not open. */
export function secretContext(accountId: string, webhookId: string): string {
  return `secret:${accountId}:${webhookId}`;
}

export function headersContext(accountId: string, webhookId: string): string {
  return `headers:${accountId}:${webhookId}`;
}

/** Webhooks whose secrets are in memory, about a kilobyte each; those longest in it make room. */
export const SECRETS_OF_MAX = 20_000;

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

export function createCredentials(store: ReadStore, vault: Vault): Credentials {
  const secretsOf = new Map<string, Promise<readonly OpenSecret[]>>();
  const headersOf = new WeakMap<Uint8Array, Readonly<Record<string, string>>>();

  async function load(accountId: string, webhookId: string): Promise<readonly OpenSecret[]> {
    // Also those whose time is over and that are still kept.
    const records = await store.secrets(accountId, webhookId, 0);
    return records.map((record) => {
      const text = vault.open(record.sealed, secretContext(accountId, webhookId));
      const { hint, createdMs, expiresMs } = record;
      return { text, hint, key: prepareSecret(text), createdMs, expiresMs };
    });
  }

  function kept(accountId: string, webhookId: string): Promise<readonly OpenSecret[]> {
    // The account is part of the key: a foreign webhook's id must never find what its owner has loaded.
    const key = `${accountId} ${webhookId}`;
    const known = secretsOf.get(key);
    if (known !== undefined) return known;
    const loading = load(accountId, webhookId);
    const oldest = secretsOf.size >= SECRETS_OF_MAX ? secretsOf.keys().next().value : undefined;
    if (oldest !== undefined) secretsOf.delete(oldest);
    secretsOf.set(key, loading);
    // A failed read must not be remembered.
    loading.catch(() => {
      if (secretsOf.get(key) === loading) secretsOf.delete(key);
    });
    return loading;
  }

  const inForce = ({ expiresMs }: OpenSecret, nowMs: number): boolean => expiresMs === null || expiresMs > nowMs;

  return {
    async secrets(accountId, webhookId, nowMs) {
      return (await kept(accountId, webhookId)).filter((secret) => inForce(secret, nowMs));
    },

    async endedSecrets(accountId, webhookId, nowMs) {
      return (await kept(accountId, webhookId)).filter((secret) => !inForce(secret, nowMs));
    },

    headers(webhook) {
      const sealed = webhook.sealedHeaders;
      if (sealed === null) return NO_HEADERS;
      let headers = headersOf.get(sealed);
      if (headers === undefined) {
        const text = vault.open(sealed, headersContext(webhook.accountId, webhook.id));
        headers = JSON.parse(text) as Record<string, string>;
        headersOf.set(sealed, headers);
      }
      return headers;
    },

    seal: (text, context) => vault.seal(text, context),
    forget: (accountId, webhookId) => void secretsOf.delete(`${accountId} ${webhookId}`),
  };
}
