import type { Scope } from "@callcall/contract";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "../api/http.ts";
import { ApiProblem } from "../api/problem.ts";

/** Who is signed in, and what they may do here. */
export interface Session {
  /** `portal`: a link limited to one account, made by somebody with a key. */
  readonly kind: "key" | "portal";
  readonly account: { readonly id: string; readonly name: string };
  readonly scopes: readonly Scope[];
  /** May act on every account. */
  readonly operator: boolean;
  readonly mode: "development" | "production";
  readonly version: string;
  readonly expires_at: string;
  /** The embedder's colours, of portal sessions. */
  readonly theme: Readonly<Record<string, string>> | null;
}

export const SESSION_KEY = ["session"] as const;

/** `null`: nobody is signed in. */
export const sessionQuery = queryOptions<Session | null, ApiProblem>({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }) => {
    try {
      return await requestJson<Session>("GET", "/session", { signal });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The session of whoever looks at a screen. Screens are only shown to those who are signed in. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (data === undefined || data === null)
    throw new Error("Cannot show a screen to nobody: it stands outside the gate");
  return data;
}

/** Whether the session may do what needs this scope. The API is what enforces it: this only spares a useless button. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

export interface SignIn {
  /** @throws ApiProblem when the key is not one that the server knows */
  signIn(key: string): Promise<void>;
  signOut(): Promise<void>;
}

export function useSignIn(): SignIn {
  const client = useQueryClient();
  return {
    async signIn(key) {
      await requestJson("POST", "/session", { body: { key } });
      await client.resetQueries({ queryKey: SESSION_KEY });
    },
    async signOut() {
      await requestJson("DELETE", "/session");
      // What the last one saw is not for the next one.
      client.clear();
      client.setQueryData(SESSION_KEY, null);
    },
  };
}
