import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { SCOPES } from "../scopes.ts";
import { Instant, pageOf } from "./common.ts";

export const KeyCreate = z
  .strictObject({
    name: z.string().min(1).max(LIMITS.name_characters),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    expires_at: Instant.optional(),
  })
  .meta({ id: "KeyCreate" });
export type KeyCreate = z.infer<typeof KeyCreate>;

export const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    operator: z.boolean(),
    hint: z.string().meta({ description: "The last four characters" }),
    created_at: Instant,
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
  })
  .meta({ id: "Key" });
export type Key = z.infer<typeof Key>;

export const KeyCreated = Key.extend({
  key: z.string().meta({ description: "The key itself: shown this once, stored only as a hash" }),
}).meta({ id: "KeyCreated" });

export const KeyPage = pageOf(Key, "KeyPage");

export const AccountCreate = z
  .strictObject({ name: z.string().min(1).max(LIMITS.name_characters) })
  .meta({ id: "AccountCreate" });

export const Account = z.object({ id: z.string(), name: z.string(), created_at: Instant }).meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

export const AccountPage = pageOf(Account, "AccountPage");

export const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    actor: z.string().meta({ description: "The id of the key that asked" }),
    action: z.string().meta({ example: "secret.reveal" }),
    target: z.string(),
    request_id: z.string(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry, "AuditPage");
