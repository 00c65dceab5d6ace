import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import type { Random } from "../runtime/random.ts";

/** Encrypts what must not be readable in a copy of the database: signing secrets and custom headers. */
export interface Vault {
  /** `context` names what the text belongs to; the same must be given to open it. */
  seal(text: string, context: string): Uint8Array;
  /** @throws VaultError when the key is another one or the bytes were altered or moved to another row */
  open(sealed: Uint8Array, context: string): string;
}

export class VaultError extends Error {
  override readonly name = "VaultError";
}

// version (1) · key id (8) · iv (12) · tag (16) · ciphertext
const VERSION = 1;
const KEY_ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + IV_BYTES + TAG_BYTES;
export const MASTER_KEY_BYTES = 32;

/** A key for one purpose, so that no two uses of the master key share key material. */
export function deriveKey(masterKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterKey, "callcall-webhooks", purpose, 32));
}

/** AES-256-GCM under a key derived from the master key. The key's id stands in front, for a later change of keys. */
export function createVault(masterKey: Uint8Array, random: Random): Vault {
  const key = deriveKey(masterKey, "vault");
  const keyId = createHash("sha256").update(key).digest().subarray(0, KEY_ID_BYTES);

  return {
    seal(text, context) {
      const iv = random.bytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      cipher.setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), keyId, iv, cipher.getAuthTag(), sealed]);
    },

    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) throw new VaultError("Cannot open a secret: unknown form");
      const ivStart = 1 + KEY_ID_BYTES;
      const tagStart = ivStart + IV_BYTES;
      if (!bytes.subarray(1, ivStart).equals(keyId)) {
        throw new VaultError("Cannot open a secret: it was sealed with another master key (CALLCALL_MASTER_KEY)");
      }
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(ivStart, tagStart));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(tagStart, HEAD_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new VaultError("Cannot open a secret: its bytes were altered or belong to another row", { cause });
      }
    },
  };
}
