import { Problem } from "@callcall/contract";
import type { RetentionProgress } from "@callcall/engine";
import { requireScope } from "../middleware/auth.ts";
import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const portalHandlers: HandlersOf<"portal"> = {
  "portal.create": async ({ engine, caller, admission, body, services }) => {
    // A link cannot give away what its maker does not have.
    for (const scope of body.scopes ?? []) requireScope(admission.principal, scope);
    const origin = services.publicUrl();
    // Never from the Host header: a link with its token would then lead wherever the request says.
    if (origin === null) {
      throw new Problem(
        "conflict",
        "Cannot make a link: this server does not know its own address. Start it with --public-url (CALLCALL_PUBLIC_URL)",
      );
    }
    const { token, ...portal } = await engine.portals.create(caller, admission.principal, body);
    return { ...portal, url: `${origin}/portal/${portal.id}#token=${token}` };
  },
  "portal.list": (call) => listPage(call, (page) => call.engine.portals.list(call.caller, page)),
  "portal.revoke": async ({ engine, caller, params, services }) => {
    await engine.portals.revoke(caller, params.id);
    services.streams.revoked(params.id);
    return undefined;
  },
};

export const serverHandlers: HandlersOf<"server"> = {
  "server.get": async ({ engine, admission, services: { version, mode, publicUrl, setup } }) => ({
    version,
    mode,
    public_url: publicUrl(),
    store: setup.store,
    mail: setup.mail,
    retry_schedule_seconds: [...setup.retryScheduleSeconds],
    limits: { ...setup.limits },
    retention: {
      events_seconds: seconds(setup.retention.eventsKeptMs),
      payloads_seconds: seconds(setup.retention.payloadsKeptMs),
      audit_seconds: seconds(setup.retention.auditKeptMs),
      // Of all accounts together: not for the readers of one.
      progress: admission.principal.operator ? progressView(engine.retention()) : null,
    },
  }),
};

function progressView({ sweptMs, sweeping, oldestMs, held, removed, space }: RetentionProgress) {
  return {
    swept_at: instantOrNull(sweptMs),
    sweeping,
    oldest_event_at: instantOrNull(oldestMs),
    held_events: held,
    removed_events: removed.events,
    removed_payloads: removed.payloads,
    removed_audit_entries: removed.audit,
    database_bytes: space?.bytes ?? null,
    free_bytes: space?.freeBytes ?? null,
    shrinks: space?.canGiveBack ?? null,
  };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
