import { LIMITS } from "../limits.ts";
import {
  Account,
  AccountCreate,
  AccountPage,
  ApiCallsPage,
  ApiCallsQuery,
  AuditPage,
  AuditQuery,
  KeyCreate,
  KeyCreated,
  KeyPage,
} from "../resources/administration.ts";
import { PageQuery } from "../resources/common.ts";
import { SignatureVerdict, SignatureVerify } from "../resources/signature.ts";
import { StreamEntry, StreamFilter } from "../resources/stream.ts";
import { defineRoutes } from "./route.ts";

const limitBytes = LIMITS.control_request_bytes;

export const administrationRoutes = defineRoutes({
  "signatures.verify": {
    method: "POST",
    path: "/signatures/verify",
    tag: "Tools",
    summary: "Check a signature and say why it fails",
    scope: "webhooks:read",
    body: { schema: SignatureVerify, limitBytes: LIMITS.payload_bytes * 6 },
    success: { status: 200, schema: SignatureVerdict, description: "The verdict and its reasons" },
    problems: ["not_found", "insufficient_scope"],
  },
  "stream.open": {
    method: "GET",
    path: "/stream",
    tag: "Tools",
    summary: "Follow everything as it happens",
    description:
      "Server-sent events. Send Last-Event-ID to go on where a connection broke; a stream.gap entry says when that is no longer possible.",
    scope: "events:read",
    query: StreamFilter,
    success: {
      status: 200,
      schema: StreamEntry,
      contentType: "text/event-stream",
      description: "One entry per message",
    },
    problems: ["rate_limited"],
  },
  "keys.list": {
    method: "GET",
    path: "/keys",
    tag: "Administration",
    summary: "List API keys, newest first",
    scope: "keys:read",
    query: PageQuery,
    success: { status: 200, schema: KeyPage, description: "A page of keys" },
    problems: ["invalid_cursor"],
  },
  "keys.create": {
    method: "POST",
    path: "/keys",
    tag: "Administration",
    summary: "Make an API key",
    description: "A key cannot give away scopes that it does not have itself.",
    scope: "keys:write",
    body: { schema: KeyCreate, limitBytes },
    success: { status: 201, schema: KeyCreated, description: "The key, shown this once" },
    problems: ["insufficient_scope", "limit_reached"],
  },
  "keys.revoke": {
    method: "DELETE",
    path: "/keys/{id}",
    tag: "Administration",
    summary: "Revoke an API key",
    scope: "keys:write",
    success: { status: 204, description: "Revoked, from the next request on" },
    problems: ["not_found", "conflict"],
  },
  "accounts.list": {
    method: "GET",
    path: "/accounts",
    tag: "Administration",
    summary: "List accounts, newest first",
    scope: "operator",
    query: PageQuery,
    success: { status: 200, schema: AccountPage, description: "A page of accounts" },
    problems: ["invalid_cursor", "operator_only"],
  },
  "accounts.create": {
    method: "POST",
    path: "/accounts",
    tag: "Administration",
    summary: "Open an account",
    scope: "operator",
    body: { schema: AccountCreate, limitBytes },
    success: { status: 201, schema: Account, description: "Opened" },
    problems: ["operator_only"],
  },
  "audit.list": {
    method: "GET",
    path: "/audit-log",
    tag: "Administration",
    summary: "List the audit log, newest first",
    description:
      "Filters of which many entries must be looked at may end a page early: go on while there is a next_cursor.",
    scope: "audit:read",
    query: AuditQuery,
    success: { status: 200, schema: AuditPage, description: "A page of entries" },
    problems: ["invalid_cursor"],
  },
  "apiCalls.list": {
    method: "GET",
    path: "/api-calls",
    tag: "Administration",
    summary: "List counted API calls, by minute, newest first",
    description: "Every call is counted; the counts of the last five seconds are not there yet.",
    scope: "audit:read",
    query: ApiCallsQuery,
    success: { status: 200, schema: ApiCallsPage, description: "A page of counts" },
    problems: ["invalid_cursor"],
  },
});
