import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { ErrorState } from "../components/error-state.tsx";
import { LoadingState } from "../components/loading-state.tsx";
import { Shell } from "../shell/shell.tsx";
import { LinkOver } from "./link-over.tsx";
import { portalId } from "./portal.ts";
import { SessionContext, sessionQuery } from "./session.ts";
import { SignInScreen } from "./sign-in.tsx";

/** The app for those who are signed in, the door for all others. The address stays, so that a deep link survives it. */
export function Gate(): ReactElement {
  const { data, error, isPending, refetch } = useQuery(sessionQuery);
  if (data !== undefined && data !== null) {
    // Another account is another app: nothing that the screens hold is true any more.
    return (
      <SessionContext value={data}>
        <Shell key={data.account.id} />
      </SessionContext>
    );
  }
  if (isPending) return <LoadingState label="Loading the dashboard" fullHeight />;
  if (error !== null) return <ErrorState problem={error} onRetry={() => void refetch()} fullHeight />;
  return portalId === null ? <SignInScreen /> : <LinkOver />;
}
