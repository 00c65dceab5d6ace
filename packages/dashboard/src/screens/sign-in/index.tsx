import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { sessionQuery } from "../../session/session.ts";
import { SignInScreen } from "../../session/sign-in.tsx";

/** `/sign-in`: home for those who are signed in already. A link with a key takes nobody out of their account. */
export function SignInRoute(): ReactElement {
  const { data } = useQuery(sessionQuery);
  if (data !== undefined && data !== null) return <Navigate to="/" replace />;
  return <SignInScreen />;
}
