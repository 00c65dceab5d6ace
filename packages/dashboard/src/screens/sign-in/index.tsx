import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { hasFragmentKey } from "../../session/fragment-key.ts";
import { sessionQuery } from "../../session/session.ts";
import { SignInScreen } from "../../session/sign-in.tsx";

/** `/sign-in`: home for those who are signed in already, unless the link brings another key. */
export function SignInRoute(): ReactElement {
  const { data } = useQuery(sessionQuery);
  if (data !== undefined && data !== null && !hasFragmentKey()) return <Navigate to="/" replace />;
  return <SignInScreen />;
}
