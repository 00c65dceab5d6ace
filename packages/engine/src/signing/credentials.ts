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
  /** Custom headers of a webhook as it is configured. */
  headers(webhook: WebhookRecord): Readonly<Record<string, string>>;
  seal(text: string, context: string): Uint8Array;
  /** Read the secrets of this webhook again: it was rotated or deleted. */
  forget(webhookId: string): void;
}

/** What a sealed value belongs to: bytes moved to another row or account do not open. */
export function secretContext(accountId: string, webhookId: string): string {
  return `secret:${accountId}:${webhookId}`;
}

export function headersContext(accountId: string, webhookId: string): string {
  return `headers:${accountId}:${webhookId}`;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

export function createCredentials(store: ReadStore, vault: Vault): Credentials {
  const secretsOf = new Map<string, Promise<readonly OpenSecret[]>>();
  const headersOf = new WeakMap<Uint8Array, Readonly<Record<string, string>>>();

  async function load(accountId: string, webhookId: string, nowMs: number): Promise<readonly OpenSecret[]> {
    const records = await store.secrets(accountId, webhookId, nowMs);
    return records.map((record) => {
      const text = vault.open(record.sealed, secretContext(accountId, webhookId));
      const { hint, createdMs, expiresMs } = record;
      return { text, hint, key: prepareSecret(text), createdMs, expiresMs };
    });
  }

  return {
    async secrets(accountId, webhookId, nowMs) {
      let loading = secretsOf.get(webhookId);
      if (loading === undefined) {
        loading = load(accountId, webhookId, nowMs);
        secretsOf.set(webhookId, loading);
        // A failed read must not be remembered.
        loading.catch(() => secretsOf.delete(webhookId));
      }
      return (await loading).filter((secret) => secret.expiresMs === null || secret.expiresMs > nowMs);
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
    forget: (webhookId) => void secretsOf.delete(webhookId),
  };
}
