import type { ApiProblem } from "../api/problem.ts";

/** What somebody can do about a refusal. */
export function adviceFor({ code, status, retryAfterMs }: ApiProblem): string {
  if (code === "network") return "Check that the server runs and that you are online, then try again.";
  if (code === "broken" || code === "no_problem")
    return code === "broken" ? "Reload the page." : "A proxy in front of the server answered in its place: try again.";
  if (code === "unauthorized") return "Sign in again: the session has ended.";
  if (code === "insufficient_scope" || code === "operator_only") {
    return "Sign in with a key that has this scope, or ask whoever made yours.";
  }
  if (code === "not_found") return "It may have been removed, or it belongs to another account.";
  if (code === "payload_expired") return "Publish the event anew: its bytes are not stored any more.";
  if (code === "rate_limited" || status === 503) {
    return `Try again in ${Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000))} s.`;
  }
  if (code === "storage_full") return "Free space on the server's disk. What was accepted is safe.";
  if (status >= 500) return "Try again. If it stays, the request id finds the cause in the server's log.";
  return "Correct what is named above, then try again.";
}
