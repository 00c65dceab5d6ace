import type { IncomingMessage } from "node:http";
import { isId, Problem, type Route } from "@callcall/contract";
import type { Caller, Engine, Principal } from "@callcall/engine";
import type { SessionCookies } from "./cookies.ts";
import { refuseOtherSites } from "./cross-site.ts";
import { singleHeader } from "./headers.ts";

/** What admission goes by. */
export interface Gate {
  readonly engine: Engine;
  readonly cookies: () => SessionCookies;
  /** The origin that the server was told it has. */
  readonly publicUrl: () => string | null;
}

/** Who asks, and on whose behalf. */
export interface Admission {
  readonly principal: Principal;
  readonly caller: Caller;
  /** For the stream, which asks again whether the key or session still stands. */
  readonly again: () => Promise<Principal | undefined>;
}

// Visible ASCII; the longest key is far below 256 characters, and a hash over more is work for an attacker to spend.
const BEARER = /^Bearer +([\x21-\x7e]{1,256})$/i;

/**
 * Find out who asks: by the bearer token or, where there is no Authorization header, by the session cookie, and by
 * nothing else. A key in the query would stand in the access logs of every proxy, so it is not looked at. Missing,
 * malformed, unknown, expired and revoked keys take the same path, the lookup included, and get the same answer.
 *
 * @param found told who asks as soon as that is known, whether or not it is allowed
 */
export async function admit(
  gate: Gate,
  request: IncomingMessage,
  requestId: string,
  scope: Route["scope"],
  ip: string | null,
  found: (principal: Principal) => void,
): Promise<Admission> {
  const { engine } = gate;
  const again = credentialOf(gate, request);
  const principal = await again();
  if (principal === undefined) {
    throw new Problem("unauthorized", "Cannot tell who asks: send a valid key as Authorization: Bearer <key>");
  }
  found(principal);
  const accountId = await actingAccount(engine, principal, singleHeader(request, "callcall-account"));
  requireScope(principal, scope);
  const { keyId, name: actorName } = principal;
  return { principal, caller: { accountId, keyId, actorName, ip, requestId }, again };
}

/** How to look up who asks. @throws Problem `cross_site` for a cookie that another site's page sent along */
function credentialOf({ engine, cookies, publicUrl }: Gate, request: IncomingMessage): Admission["again"] {
  const authorization = singleHeader(request, "authorization");
  const cookie = authorization === undefined ? sessionToken(cookies(), request) : undefined;
  if (cookie !== undefined) {
    const reads = request.method === "GET" || request.method === "HEAD";
    refuseOtherSites(request, reads ? "read" : "change", publicUrl());
    return () => engine.sessions.authenticate(cookie);
  }
  const [, token = ""] = BEARER.exec(authorization ?? "") ?? [];
  return () => engine.keys.authenticate(token);
}

/** The page says which it is: that of a portal link never acts by the session of whoever opened it. */
export function sessionToken(cookies: SessionCookies, request: IncomingMessage): string | undefined {
  return cookies.read(request.headers.cookie, singleHeader(request, "callcall-portal"));
}

/** The account that the call acts on. Another one than the key's own is for operators; to others it does not exist. */
async function actingAccount(engine: Engine, principal: Principal, asked: string | undefined): Promise<string> {
  if (asked === undefined || asked === principal.accountId) return principal.accountId;
  if (principal.operator && isId("account", asked) && (await engine.accounts.exists(asked))) return asked;
  throw new Problem("not_found", "");
}

/** @throws Problem `insufficient_scope`, `operator_only` */
export function requireScope(principal: Principal, scope: Route["scope"]): void {
  if (principal.operator || scope === "any" || scope === "public") return;
  if (scope === "operator") throw new Problem("operator_only", "Cannot do this with an account's key");
  if (!principal.scopes.includes(scope)) {
    throw new Problem("insufficient_scope", `Cannot do this without the scope ${scope}`);
  }
}
