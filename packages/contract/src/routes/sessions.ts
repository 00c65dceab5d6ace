import { LIMITS } from "../limits.ts";
import { PageQuery } from "../resources/common.ts";
import {
  PortalSessionCreate,
  PortalSessionCreated,
  PortalSessionPage,
  ServerInfo,
  Session,
  SessionCreate,
} from "../resources/session.ts";
import { defineRoutes } from "./route.ts";

const tag = "Administration";
const limitBytes = LIMITS.control_request_bytes;

export const sessionRoutes = defineRoutes({
  "session.create": {
    method: "POST",
    path: "/session",
    tag,
    summary: "Sign in to the dashboard",
    description: "Sets an HttpOnly cookie. For browsers: programs send their key as a bearer token.",
    scope: "public",
    body: { schema: SessionCreate, limitBytes: 4_096 },
    success: { status: 201, schema: Session, description: "Signed in" },
    problems: ["unauthorized", "cross_site", "rate_limited"],
  },
  "session.get": {
    method: "GET",
    path: "/session",
    tag,
    summary: "Who asks, and what they may do",
    scope: "any",
    success: { status: 200, schema: Session, description: "The session or the key" },
    problems: [],
  },
  "session.delete": {
    method: "DELETE",
    path: "/session",
    tag,
    summary: "Sign out",
    scope: "any",
    success: { status: 204, description: "Signed out; open streams end" },
    problems: ["cross_site"],
  },
});

export const portalRoutes = defineRoutes({
  "portal.create": {
    method: "POST",
    path: "/portal-sessions",
    tag,
    summary: "Make a link to a dashboard limited to this account",
    scope: "portal:write",
    body: { schema: PortalSessionCreate, optional: true, limitBytes },
    success: { status: 201, schema: PortalSessionCreated, description: "The link, shown this once" },
    problems: ["insufficient_scope", "limit_reached", "conflict"],
  },
  "portal.list": {
    method: "GET",
    path: "/portal-sessions",
    tag,
    summary: "List portal links that are in force, newest first",
    scope: "portal:write",
    query: PageQuery,
    success: { status: 200, schema: PortalSessionPage, description: "A page of portal links" },
    problems: ["invalid_cursor"],
  },
  "portal.revoke": {
    method: "DELETE",
    path: "/portal-sessions/{id}",
    tag,
    summary: "Revoke a portal link, and whoever came in by it",
    scope: "portal:write",
    success: { status: 204, description: "Revoked" },
    problems: ["not_found"],
  },
  "server.get": {
    method: "GET",
    path: "/server",
    tag,
    summary: "How this server is set up",
    scope: "any",
    success: { status: 200, schema: ServerInfo, description: "Version, mode, limits" },
    problems: [],
  },
});
