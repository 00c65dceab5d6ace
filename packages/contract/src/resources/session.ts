import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { SCOPES } from "../scopes.ts";
import { Account } from "./administration.ts";
import { Instant, pageOf } from "./common.ts";

/** The embedder's colours. Checked grammars alone: they end in a style sheet. */
export const PortalTheme = z
  .strictObject({
    name: z.string().min(1).max(LIMITS.name_characters).optional().meta({ description: "Shown in place of CallCall" }),
    primary_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, "must be #rrggbb")
      .optional(),
    color_scheme: z.enum(["light", "dark", "system"]).optional(),
  })
  .meta({ id: "PortalTheme" });
export type PortalTheme = z.infer<typeof PortalTheme>;

export const PORTAL_SCOPES = SCOPES.filter((scope) => !scope.startsWith("keys:") && !scope.startsWith("portal:"));
/** Unless asked otherwise. A reader who may write alert rules makes this server send mail to whom they like. */
export const PORTAL_SCOPES_DEFAULT = PORTAL_SCOPES.filter((scope) => scope !== "alerts:write");

const Origin = z
  .string()
  .max(LIMITS.url_characters)
  .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/, "must be an origin such as https://app.your-domain.com");

export const PortalSessionCreate = z
  .strictObject({
    expires_in_seconds: z.number().int().min(60).max(LIMITS.portal_seconds_max).default(LIMITS.portal_seconds_default),
    scopes: z
      .array(z.enum(PORTAL_SCOPES as [(typeof PORTAL_SCOPES)[number], ...(typeof PORTAL_SCOPES)[number][]]))
      .min(1)
      .optional()
      .meta({ description: "What the reader may do; by default everything but keys, portal links and alerts:write" }),
    allowed_origins: z.array(Origin).max(LIMITS.portal_origins).default([]).meta({
      description: "Pages that may show the portal in an iframe; none by default",
    }),
    theme: PortalTheme.optional(),
  })
  .meta({ id: "PortalSessionCreate" });
export type PortalSessionCreate = z.infer<typeof PortalSessionCreate>;

export const PortalSession = z
  .object({
    id: z.string(),
    account_id: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    allowed_origins: z.array(z.string()),
    theme: PortalTheme.nullable(),
    created_at: Instant,
    expires_at: Instant,
  })
  .meta({ id: "PortalSession" });
export type PortalSession = z.infer<typeof PortalSession>;

export const PortalSessionCreated = PortalSession.extend({
  url: z.string().meta({ description: "The link, with its token in the fragment: shown this once" }),
}).meta({ id: "PortalSessionCreated" });
export type PortalSessionCreated = z.infer<typeof PortalSessionCreated>;

export const PortalSessionPage = pageOf(PortalSession, "PortalSessionPage");

/** Sign in to the dashboard: with an API key, or with the token of a portal link. */
export const SessionCreate = z
  .strictObject({ key: z.string().min(1).max(256).optional(), portal_token: z.string().min(1).max(256).optional() })
  .refine((value) => (value.key === undefined) !== (value.portal_token === undefined), {
    message: "Cannot sign in without exactly one of key and portal_token",
  })
  .meta({ id: "SessionCreate" });
export type SessionCreate = z.infer<typeof SessionCreate>;

export const Session = z
  .object({
    kind: z.enum(["key", "session", "portal"]).meta({ description: "key: the call was made with a bearer key" }),
    account: Account,
    scopes: z.array(z.enum(SCOPES)),
    operator: z.boolean(),
    mode: z.enum(["development", "production"]),
    version: z.string(),
    expires_at: Instant.nullable(),
    theme: PortalTheme.nullable(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

const Kept = z.number().int().nullable();

/** What the Settings screen shows: how this server is set up. */
export const ServerInfo = z
  .object({
    version: z.string(),
    mode: z.enum(["development", "production"]),
    public_url: z.string().nullable(),
    store: z.string().meta({ example: "sqlite" }),
    mail: z.boolean().meta({ description: "Alerts can be sent by e-mail" }),
    retry_schedule_seconds: z.array(z.number().int()),
    limits: z.record(z.string(), z.number()),
    retention: z.object({
      events_seconds: Kept.meta({ description: "Events with their deliveries and attempts; null: for ever" }),
      payloads_seconds: Kept.meta({
        description: "Payloads and responses of delivered events; null: as long as the event",
      }),
      audit_seconds: Kept.meta({ description: "Entries of the audit log; null: for ever" }),
      progress: z
        .object({
          swept_at: Instant.nullable().meta({ description: "When what had its time was last removed" }),
          sweeping: z.boolean().meta({ description: "At work: the first time after a start may take a while" }),
          oldest_event_at: Instant.nullable(),
          held_events: z.number().int().meta({ description: "Had their time, and are still owed to somebody" }),
          removed_events: z.number().int().meta({ description: "Since the server started, as the two below" }),
          removed_payloads: z.number().int(),
          removed_audit_entries: z.number().int(),
          database_bytes: z.number().int().nullable(),
          free_bytes: z.number().int().nullable().meta({ description: "Of these, what is used again first" }),
          shrinks: z.boolean().nullable().meta({ description: "Whether what is free is given back to the disk" }),
        })
        .nullable()
        .meta({ description: "Of the whole server: for operator keys, else null" }),
    }),
  })
  .meta({ id: "ServerInfo" });
export type ServerInfo = z.infer<typeof ServerInfo>;
