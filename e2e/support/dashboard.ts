import type { Session } from "@callcall/contract";
import { SCOPES } from "@callcall/contract";
import { openPage, type PageOptions, type WatchedPage } from "./browser.ts";
import type { TestServer } from "./server.ts";

/** The dashboard at `path`, signed in as the operator. */
export async function openDashboard(
  { url, api }: Pick<TestServer, "url" | "api">,
  path: string,
  options: Omit<PageOptions, "baseURL"> = {},
): Promise<WatchedPage> {
  const watched = await openPage({ ...options, baseURL: url });
  await watched.page.context().setExtraHTTPHeaders(api.headers);
  const session: Session = {
    kind: "session",
    account: { id: "acct_default", name: "Default", created_at: "2026-01-01T00:00:00.000Z" },
    scopes: [...SCOPES],
    operator: true,
    mode: "development",
    version: "0.1.0",
    expires_at: null,
    theme: null,
  };
  await watched.page.route("**/api/v1/session", (route) => route.fulfill({ json: session }));
  await watched.page.goto(path);
  return watched;
}
