import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { LoadingState } from "../../components/loading-state.tsx";
import { takeFragmentKey } from "../../session/fragment-key.ts";
import { sessionQuery } from "../../session/session.ts";
import { SignInScreen } from "../../session/sign-in.tsx";

/** `/sign-in`: home for those who are signed in already. A link with a key takes nobody out of their account. */
export function SignInRoute(): ReactElement {
  const { data, isPending } = useQuery(sessionQuery);
  const signedIn = data !== undefined && data !== null;
  useEffect(() => {
    // Nor may it wait for them to sign out.
    if (signedIn) takeFragmentKey();
  }, [signedIn]);
  // The door tries a link's key: it is not there before it is known that nobody is in.
  if (isPending) return <LoadingState label="Loading the dashboard" fullHeight />;
  return signedIn ? <Navigate to="/" replace /> : <SignInScreen />;
}
