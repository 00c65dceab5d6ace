import type { Scope, Session } from "@callcall/webhooks/client";
import { type QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import { type Context, createContext, use } from "react";
import { actingAccount, actOnAccount } from "../api/acting-account.ts";
import { api, type CallRequest } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { dropPortalToken, portalToken } from "./portal.ts";

export const SESSION_KEY = ["session.get"] as const;

/** Who is signed in. `null`: nobody. */
export const sessionQuery = queryOptions<Session | null, ApiProblem>({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }) => {
    try {
      await enterPortal();
      return await api.call("session.get", { signal });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 401) return null;
      // The account that this tab acted on is not there any more, or not for this key.
      if (![403, 404].includes(error.status) || actingAccount() === null) throw error;
      actOnAccount(null);
      return api.call("session.get", { signal });
    }
  },
  staleTime: 5 * 60_000,
});

/** By the token of the link, where the address held one. A link that is over may still have a session that stands. */
async function enterPortal(): Promise<void> {
  const token = portalToken();
  if (token === null) return;
  try {
    await signInWith({ portal_token: token });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
  }
  dropPortalToken();
}

/** @throws ApiProblem also when the browser did not keep what it was given */
async function signInWith(body: CallRequest<"session.create">["body"]): Promise<Session> {
  await api.call("session.create", { body });
  try {
    return await api.call("session.get", {});
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    throw new ApiProblem({
      status: 0,
      code: "broken",
      title: "This browser did not keep the sign-in",
      detail:
        location.protocol === "https:" || location.hostname === "localhost" || location.hostname.startsWith("127.")
          ? "Cannot stay signed in: cookies are blocked here. Allow them for this site, or open it in a tab of its own"
          : "Cannot stay signed in over plain http: the session's cookie is for https alone. Open the dashboard by its https address",
    });
  }
}

/** The gate puts it around every screen. */
export const SessionContext: Context<Session | null> = createContext<Session | null>(null);

/** The session of whoever looks at a screen. Screens are only shown to those who are signed in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("Cannot show a screen to nobody: it stands outside the gate");
  return session;
}

/** Whether the session may do what needs this scope. The API is what enforces it: this only spares a useless button. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

export interface SignIn {
  /** @throws ApiProblem when the key is not one that the server knows */
  signIn(key: string): Promise<void>;
  signOut(): Promise<void>;
  /** Act on another account from now on: for operators. Null: back to the session's own. @throws ApiProblem */
  switchAccount(id: string | null): Promise<void>;
}

export function useSignIn(): SignIn {
  const cache = useQueryClient();
  return {
    async signIn(key) {
      actOnAccount(null);
      changeSession(cache, await signInWith({ key }));
    },
    async signOut() {
      await api.call("session.delete", {});
      actOnAccount(null);
      changeSession(cache, null);
    },
    async switchAccount(id) {
      const before = actingAccount();
      actOnAccount(id);
      try {
        changeSession(cache, await api.call("session.get", {}));
      } catch (error) {
        actOnAccount(before);
        throw error;
      }
    },
  };
}

/** What another one saw here is not for this one: nothing stays but the session itself. */
function changeSession(cache: QueryClient, session: Session | null): void {
  cache.setQueryData(SESSION_KEY, session);
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}
