import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { SCOPES } from "../scopes.ts";
import { Instant, JsonValue, PageQuery, pageOf } from "./common.ts";

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
    actor: z
      .string()
      .meta({ description: "The id of the key or session that asked; system for what the server did by itself" }),
    actor_name: z.string().meta({ description: "Its name when it asked" }),
    ip: z.string().nullable().meta({ description: "Where the request came from; null for the server itself" }),
    action: z.string().meta({ example: "secret.reveal" }),
    target: z.string(),
    request_id: z.string(),
    changes: z.array(z.object({ field: z.string(), before: JsonValue.nullable(), after: JsonValue.nullable() })).meta({
      description: "What it changed, field by field; secrets and credentials are masked",
    }),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry, "AuditPage");

export const AuditQuery = PageQuery.extend({
  action: z.string().min(1).max(64).optional().meta({ description: "An exact action or a prefix such as webhook.*" }),
  actor: z.string().min(1).max(64).optional(),
  target: z.string().min(1).max(128).optional(),
  since: Instant.optional(),
  until: Instant.optional(),
});

/** Calls of one kind by one caller in one minute: every call is counted, none costs the caller a write of its own. */
export const ApiCalls = z
  .object({
    minute: Instant,
    actor: z.string().meta({
      description:
        "The id of the key or session; unknown for calls without a valid one, other beyond 2,000 rows a minute",
    }),
    actor_name: z.string(),
    ip: z.string().meta({ description: "other: beyond 1,000 rows a minute addresses are not told apart" }),
    operation: z.string().meta({ example: "events.publish" }),
    method: z.string(),
    path: z.string().meta({ description: "As in the route table, without ids", example: "/events" }),
    status: z.number().int(),
    count: z.number().int(),
    last_at: Instant,
  })
  .meta({ id: "ApiCalls" });
export type ApiCalls = z.infer<typeof ApiCalls>;

export const ApiCallsPage = pageOf(ApiCalls, "ApiCallsPage");

export const ApiCallsQuery = PageQuery.extend({
  actor: z.string().min(1).max(64).optional(),
  operation: z.string().min(1).max(64).optional(),
  failed: z.enum(["true", "false"]).optional().meta({ description: "true: statuses of 400 and above alone" }),
  since: Instant.optional(),
  until: Instant.optional(),
});
