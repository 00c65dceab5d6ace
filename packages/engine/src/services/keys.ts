import { hash } from "node:crypto";
import { LIMITS, Problem, SCOPES, type Scope } from "@callcall/contract";
import type { KeyRecord, ReadStore } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import { hintOf } from "../signing/secret.ts";
import type { Audit } from "./audit.ts";
import { byCreation, listing } from "./listing.ts";
import type { KeyService, Principal } from "./port.ts";
import { keyView } from "./views.ts";

interface KeyPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly audit: Audit;
}

/** A key in memory, with who shows it. */
interface KnownKey {
  readonly key: KeyRecord;
  readonly principal: Principal;
}

const KEY_BYTES = 32;
/** Keys kept in memory. */
const KNOWN_KEYS_MAX = 10_000;

/** `ck_` and 43 characters: 256 random bits, so a plain SHA-256 of it cannot be searched back. */
export function newApiKey(random: Random): string {
  return `ck_${Buffer.from(random.bytes(KEY_BYTES)).toString("base64url")}`;
}

export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}

export function isInForce({ revokedMs, expiresMs }: KeyRecord, nowMs: number): boolean {
  return revokedMs === null && (expiresMs === null || expiresMs > nowMs);
}

export function principalOf(key: KeyRecord): Principal {
  return {
    keyId: key.id,
    name: key.name,
    accountId: key.accountId,
    scopes: key.operator ? SCOPES : (key.scopes as readonly Scope[]),
    operator: key.operator,
    keyHash: key.hash,
    expiresMs: key.expiresMs,
    session: null,
  };
}

export function createKeyService(ports: KeyPorts): KeyService {
  const { store, commit, clock, ids, audit } = ports;
  // Every request shows a key: the look-up took 5 % of a publish request. Only keys that exist are kept, and none
  // changes but by being revoked, which happens here.
  const known = new Map<string, KnownKey>();
  let revocations = 0;

  async function read(keyHash: string): Promise<KnownKey | undefined> {
    const before = revocations;
    const key = await store.keyByHash(keyHash);
    if (key === undefined) return undefined;
    const made = { key, principal: principalOf(key) };
    // Read while one was revoked, it may be that one as it was before: kept, it would open everything until a restart.
    if (revocations !== before) return made;
    if (known.size >= KNOWN_KEYS_MAX) known.clear();
    known.set(keyHash, made);
    return made;
  }

  return {
    async authenticate(token) {
      // The same work for every token: one hash, one look-up by it. What it is compared with is a hash as well,
      // so timing tells nothing about keys.
      const keyHash = hashKey(token);
      const found = known.get(keyHash) ?? (await read(keyHash));
      return found !== undefined && isInForce(found.key, clock.nowMs()) ? found.principal : undefined;
    },

    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.keys(caller.accountId, wanted),
        byCreation,
        (rows) => rows.map(keyView),
      ),

    async create(caller, input) {
      const key = newApiKey(ports.random);
      const nowMs = clock.nowMs();
      const expiresMs = input.expires_at === undefined ? null : Date.parse(input.expires_at);
      if (expiresMs !== null && expiresMs <= nowMs) {
        throw new Problem("invalid_request", "Cannot make a key that has expired already", {
          errors: [{ pointer: "/expires_at", detail: "is not in the future" }],
        });
      }
      const record: KeyRecord = {
        accountId: caller.accountId,
        id: ids.next("key"),
        name: input.name,
        scopes: [...new Set(input.scopes)],
        operator: false,
        hash: hashKey(key),
        hint: hintOf(key),
        createdMs: nowMs,
        expiresMs,
        revokedMs: null,
      };
      const result = await commit.submit({
        kind: "key.create",
        key: record,
        limit: LIMITS.keys_per_account,
        audit: audit(caller, "key.create", record.id, [
          { field: "name", before: null, after: record.name },
          { field: "scopes", before: null, after: record.scopes },
          ...(expiresMs === null ? [] : [{ field: "expires_at", before: null, after: instant(expiresMs) }]),
        ]),
      });
      if (result.kind === "limit_reached") {
        throw new Problem("limit_reached", `Cannot have more than ${LIMITS.keys_per_account} keys in an account`);
      }
      return { ...keyView(record), key };
    },

    async revoke(caller, keyId) {
      const nowMs = clock.nowMs();
      const revoking = commit.submit({
        kind: "key.revoke",
        accountId: caller.accountId,
        keyId,
        nowMs,
        audit: audit(caller, "key.revoke", keyId, [{ field: "revoked_at", before: null, after: instant(nowMs) }]),
      });
      // Also where nobody can say whether it was written.
      const result = await revoking.finally(() => {
        revocations += 1;
        known.clear();
      });
      if (result.kind === "not_found") throw new Problem("not_found", "There is no such key");
      if (result.kind === "operator_key") {
        throw new Problem("conflict", "Cannot revoke the operator key: start the server with another CALLCALL_API_KEY");
      }
    },
  };
}
