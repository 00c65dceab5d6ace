import { LIMITS, Problem, type SecretReveal } from "@callcall/contract";
import type { ReadStore, SecretRecord, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { instant } from "../domain/instant.ts";
import { type DueRotation, SCHEDULED_OVERLAP_SECONDS } from "../domain/rotation.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import { type Credentials, secretContext } from "../signing/credentials.ts";
import { hintOf, maskSecret, newSecret } from "../signing/secret.ts";
import { type Audit, systemCaller } from "./audit.ts";
import type { Caller, KnownSecrets } from "./port.ts";
import { maskedSecret, type ShownSecrets } from "./views.ts";

interface SecretPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly audit: Audit;
}

/** The signing secrets of webhooks that are known to be there. */
export interface WebhookSecrets {
  /** A fresh secret, and the record to store it by. */
  make(caller: Caller, webhookId: string, createdMs: number): { readonly text: string; readonly record: SecretRecord };
  /** Those that sign now, as far as anybody may see them. */
  masked(webhook: WebhookRecord): Promise<ShownSecrets>;
  rotate(caller: Caller, webhookId: string, overlapSeconds: number): Promise<SecretReveal>;
  /** By the server itself, once for each secret; false where somebody was quicker. */
  rotateDue(due: DueRotation): Promise<boolean>;
  reveal(caller: Caller, webhookId: string): Promise<SecretReveal>;
  known(caller: Caller, webhookId: string): Promise<KnownSecrets>;
}

export function createWebhookSecrets(ports: SecretPorts): WebhookSecrets {
  const { commit, credentials, clock, random, ids, audit } = ports;

  function make(caller: Caller, webhookId: string, createdMs: number) {
    const { accountId } = caller;
    const text = newSecret(random);
    const record: SecretRecord = {
      accountId,
      webhookId,
      id: ids.next("secret"),
      sealed: credentials.seal(text, secretContext(accountId, webhookId)),
      hint: hintOf(text),
      createdMs,
      expiresMs: null,
    };
    return { text, record };
  }

  async function inForce(caller: Caller, webhookId: string): Promise<SecretReveal> {
    const [newest, ...previous] = await credentials.secrets(caller.accountId, webhookId, clock.nowMs());
    if (newest === undefined) throw notFound();
    return {
      secret: newest.text,
      previous: previous.map((secret) => ({ secret: secret.text, expires_at: instant(secret.expiresMs ?? 0) })),
    };
  }

  /** False: a rotation on schedule that somebody has made already. */
  async function exchange(
    caller: Caller,
    webhookId: string,
    overlapSeconds: number,
    scheduledFor: number | null,
  ): Promise<boolean> {
    const nowMs = clock.nowMs();
    const [newest] = await credentials.secrets(caller.accountId, webhookId, nowMs);
    // Secrets go by age, and the newest one must be the newest even where the clock has stepped back.
    const { record } = make(caller, webhookId, Math.max(nowMs, (newest?.createdMs ?? 0) + 1));
    const previousExpireMs = nowMs + overlapSeconds * 1000;
    const result = await commit.submit({
      kind: "secret.rotate",
      secret: record,
      previousExpireMs,
      keep: LIMITS.signing_secrets,
      scheduledFor,
      audit: audit(caller, "secret.rotate", webhookId, [
        { field: "secret", before: maskSecret(newest?.hint ?? ""), after: maskSecret(record.hint) },
        { field: "previous_expires_at", before: null, after: instant(previousExpireMs) },
      ]),
    });
    if (result.kind === "stale") return false;
    if (result.kind === "not_found") throw notFound();
    credentials.forget(caller.accountId, webhookId);
    return true;
  }

  return {
    make,

    async masked(webhook) {
      const secrets = await credentials.secrets(webhook.accountId, webhook.id, clock.nowMs());
      return { secret: maskSecret(secrets[0]?.hint ?? ""), signing_secrets: secrets.map(maskedSecret) };
    },

    async rotate(caller, webhookId, overlapSeconds) {
      await exchange(caller, webhookId, overlapSeconds, null);
      return inForce(caller, webhookId);
    },

    async rotateDue({ accountId, id, secretCreatedMs }) {
      return exchange(systemCaller(accountId), id, SCHEDULED_OVERLAP_SECONDS, secretCreatedMs);
    },

    async reveal(caller, webhookId) {
      // On disk before it is shown: a reveal that leaves no trace would be none.
      await commit.submit({ kind: "audit.append", audit: audit(caller, "secret.reveal", webhookId) });
      return inForce(caller, webhookId);
    },

    known: ({ accountId }, webhookId) => knownSecretsOf(credentials, accountId, webhookId, clock.nowMs()),
  };
}

/** Of a webhook that is known to be there. */
export async function knownSecretsOf(
  credentials: Credentials,
  accountId: string,
  webhookId: string,
  nowMs: number,
): Promise<KnownSecrets> {
  const inForce = await credentials.secrets(accountId, webhookId, nowMs);
  const ended = await credentials.endedSecrets(accountId, webhookId, nowMs);
  return {
    inForce: inForce.map((secret) => secret.text),
    ended: ended.map((secret) => ({ secret: secret.text, endedMs: secret.expiresMs ?? nowMs })),
  };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such webhook");
}
