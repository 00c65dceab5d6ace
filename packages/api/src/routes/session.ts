import { Problem, type Session } from "@callcall/contract";
import type { Principal, Whence } from "@callcall/engine";
import type { CallRequest, HandlersOf, Services } from "./operation.ts";

export const sessionHandlers: HandlersOf<"session"> = {
  "session.create": async ({ services, engine, body, request, setCookies }) => {
    const wasGood = services.signIns.take(request.ip ?? "", services.now());
    const { key, portal_token: portalToken } = body;
    const credential = portalToken === undefined ? { key: key ?? "" } : { portalToken };
    const signedIn = await engine.sessions.signIn(credential, whence(request));
    // One answer for every key that opens nothing, and for every link.
    if (signedIn === undefined) throw new Problem("unauthorized", "Cannot sign in: this opens nothing here");
    wasGood();

    const { token, principal } = signedIn;
    const cookies = services.cookies();
    await endEarlier(services, principal, request);
    const { session, expiresMs } = principal;
    const maxAgeSeconds = Math.max(1, Math.floor(((expiresMs ?? 0) - services.now()) / 1_000));
    setCookies(cookies.set(token, maxAgeSeconds, session?.portal ?? null, request.raw.headers.cookie));
    return sessionView(services, principal, principal.accountId);
  },

  "session.get": ({ services, admission, caller }) => sessionView(services, admission.principal, caller.accountId),

  "session.delete": async ({ services, engine, admission, request, setCookies }) => {
    const { principal } = admission;
    if (principal.session === null) return undefined;
    await engine.sessions.signOut(principal, whence(request));
    services.streams.revoked(principal.session.id);
    setCookies(services.cookies().clear(principal.session.portal));
    return undefined;
  },
};

function whence({ id, ip }: CallRequest): Whence {
  return { requestId: id, ip };
}

/** The browser forgets the token of the session that it had: nobody may find that one open. */
async function endEarlier(
  { engine, cookies, streams }: Services,
  { session }: Principal,
  request: CallRequest,
): Promise<void> {
  const token = cookies().read(request.raw.headers.cookie, session?.portal?.id);
  const earlier = token === undefined ? undefined : await engine.sessions.authenticate(token);
  if (earlier === undefined || earlier.session === null) return;
  await engine.sessions.signOut(earlier, whence(request));
  streams.revoked(earlier.session.id);
}

async function sessionView(
  { engine, mode, version }: Services,
  { session, scopes, operator, expiresMs }: Principal,
  accountId: string,
): Promise<Session> {
  const kind = session === null ? "key" : session.portal === null ? "session" : "portal";
  return {
    kind,
    account: await engine.accounts.get(accountId),
    scopes: [...scopes],
    operator,
    mode,
    version,
    expires_at: expiresMs === null ? null : new Date(expiresMs).toISOString(),
    theme: session?.portal?.theme ?? null,
  };
}
