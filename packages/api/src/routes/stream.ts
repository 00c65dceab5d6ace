import { isId, Problem, STREAM_KINDS, type StreamEntry, type StreamKind } from "@callcall/contract";
import type { Principal } from "@callcall/engine";
import { requireScope } from "../middleware/auth.ts";
import { typeFilter } from "./filters.ts";
import type { HandlersOf, Query } from "./operation.ts";

// Ours have fewer than 64 characters; what is longer is no place in our stream.
const LAST_EVENT_ID = /^[\x21-\x7e]{1,256}$/;

export const streamHandlers: HandlersOf<"stream"> = {
  "stream.open": async ({ engine, caller, admission, query, services, header }) => {
    const wants = entryFilter(query);
    const { webhook_id: webhookId } = query;
    if (webhookId !== undefined) {
      // Silence would not tell a wrong id from a quiet webhook.
      if (!isId("webhook", webhookId)) throw new Problem("not_found", "");
      await engine.webhooks.get(caller, webhookId);
    }
    const lastEventId = header("last-event-id");
    if (lastEventId !== undefined && !LAST_EVENT_ID.test(lastEventId)) {
      throw new Problem("bad_request", "Cannot go on from this Last-Event-ID: the stream did not hand it out");
    }
    return services.streams.open({
      accountId: caller.accountId,
      ends: endsOf(admission.principal),
      lastEventId,
      wants,
      stillAllowed: async () => {
        const principal = await admission.again();
        if (principal === undefined) return false;
        requireScope(principal, "events:read");
        return true;
      },
    });
  },
};

/** What ends it at once when it is revoked: the key, the session, the link. */
function endsOf({ keyId, session }: Principal): readonly string[] {
  // Of those who came in by a link, `keyId` is the link.
  return session === null ? [keyId] : [keyId, session.id];
}

/** A gap concerns every reader, whatever it asked for. */
function entryFilter(query: Query<"stream.open">): (entry: StreamEntry) => boolean {
  const kinds = readKinds(query.kinds);
  const { type, typePrefix } = typeFilter(query.type);
  return (entry) =>
    entry.kind === "stream.gap" ||
    ((kinds === undefined || kinds.has(entry.kind)) &&
      (type === undefined || entry.event_type === type) &&
      (typePrefix === undefined || entry.event_type?.startsWith(typePrefix) === true) &&
      (query.webhook_id === undefined || entry.webhook_id === query.webhook_id) &&
      (query.event_id === undefined || entry.event_id === query.event_id) &&
      (query.delivery_id === undefined || entry.delivery_id === query.delivery_id));
}

function readKinds(text: string | undefined): ReadonlySet<StreamKind> | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",");
  const kinds = STREAM_KINDS.filter((kind) => names.includes(kind));
  if (kinds.length !== new Set(names).size) {
    throw new Problem("invalid_parameter", "Cannot filter by these kinds", {
      errors: [{ pointer: "/kinds", detail: `Must be some of ${STREAM_KINDS.join(", ")}, separated by commas` }],
    });
  }
  return new Set(kinds);
}
