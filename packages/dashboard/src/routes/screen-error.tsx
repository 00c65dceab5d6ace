import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { ApiProblem } from "../api/problem.ts";
import { ErrorState } from "../components/error-state.tsx";

/** A screen that broke: the rest of the app goes on. */
export function ScreenError({ error, reset }: ErrorComponentProps): ReactElement {
  return <ErrorState problem={asProblem(error)} onRetry={reset} />;
}

function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  // A screen's code is loaded when it is opened; after an update of the server the old file is gone.
  const message = error instanceof Error ? error.message : String(error);
  const outdated = /dynamically imported module|module script failed/i.test(message);
  return new ApiProblem({
    status: 0,
    code: "broken",
    title: outdated ? "This screen could not be loaded" : "This screen broke",
    detail: outdated ? "The dashboard was updated or the connection is broken: reload the page" : message,
  });
}
