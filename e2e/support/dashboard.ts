import { openPage, type PageOptions, type WatchedPage } from "./browser.ts";
import type { TestServer } from "./server.ts";

/** The dashboard at `path`, signed in as the operator. */
export async function openDashboard(
  { url, api }: Pick<TestServer, "url" | "api">,
  path: string,
  options: Omit<PageOptions, "baseURL"> = {},
): Promise<WatchedPage> {
  const watched = await openPage({ ...options, baseURL: url });
  const answer = await watched.page.request.post(`${url}/api/v1/session`, {
    data: { key: api.key },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`Cannot sign in: ${answer.status()} ${await answer.text()}`);
  await watched.page.goto(path);
  return watched;
}
