import { afterAll, beforeAll, expect, it } from "vitest";
import { closeBrowser } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type ForeignPage, framesOf, startForeignPage } from "../support/foreign-page.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
let foreign: ForeignPage;
beforeAll(async () => {
  server = await startServer();
  foreign = await startForeignPage();
});
afterAll(async () => {
  await closeBrowser();
  await foreign.close();
  await server.stop();
});

/** The browser of somebody who is signed in visits a page that wants to act in their name. */
it.each(["sameSite", "crossSite"] as const)("a page of another origin (%s) can neither act nor read", async (site) => {
  const webhook = await server.api.register({ url: "http://127.0.0.1:9/hook", events: ["*"] });
  const watched = await openDashboard(server, "/");
  const { page } = watched;
  const api = `${server.url}/api/v1`;
  const answers: string[] = [];
  foreign.show("<h1>Free kittens</h1>");
  await page.goto(foreign[site]);
  // From here on: what the dashboard itself asked before it was left may be answered late, and is none of theirs.
  page.on("response", (response) => {
    const request = response.request();
    if (response.url().startsWith(api) && request.frame() === page.mainFrame()) {
      answers.push(`${request.method()} ${response.url().slice(api.length)} ${response.status()}`);
    }
  });

  const tries = await page.evaluate(
    async ({ api, id }) => {
      const outcome = async (attempt: Promise<Response>): Promise<string> =>
        attempt.then(
          ({ type, status }) => `${type} ${status}`,
          () => "refused",
        );
      const json = { "content-type": "application/json" };
      const stream = new EventSource(`${api}/stream`, { withCredentials: true });
      const streamed = new Promise<string>((resolve) => {
        stream.onopen = () => resolve("open");
        stream.onerror = () => resolve("refused");
      });
      const result = {
        simplePost: await outcome(
          fetch(`${api}/webhooks/${id}/disable`, { method: "POST", mode: "no-cors", credentials: "include" }),
        ),
        textPost: await outcome(
          fetch(`${api}/keys`, {
            method: "POST",
            mode: "no-cors",
            credentials: "include",
            body: '{"name":"theirs","scopes":["keys:write"]}',
          }),
        ),
        jsonPost: await outcome(
          fetch(`${api}/keys`, { method: "POST", credentials: "include", headers: json, body: "{}" }),
        ),
        remove: await outcome(fetch(`${api}/webhooks/${id}`, { method: "DELETE", credentials: "include" })),
        read: await outcome(fetch(`${api}/webhooks`, { credentials: "include" })),
        opaqueRead: await outcome(fetch(`${api}/webhooks/${id}/secret`, { mode: "no-cors", credentials: "include" })),
        signOut: await outcome(fetch(`${api}/session`, { method: "DELETE", credentials: "include" })),
        stream: await streamed,
      };
      stream.close();
      return result;
    },
    { api, id: webhook.id },
  );
  // Opaque: the page learns nothing, neither the status nor that it was refused.
  expect(tries).toEqual({
    simplePost: "opaque 0",
    textPost: "opaque 0",
    jsonPost: "refused",
    remove: "refused",
    read: "refused",
    opaqueRead: "opaque 0",
    signOut: "refused",
    stream: "refused",
  });
  const refused = site === "sameSite" ? 403 : 401;
  expect(answers).toContain(`POST /webhooks/${webhook.id}/disable ${refused}`);
  expect(answers).toContain(`POST /keys ${refused}`);
  expect(answers.filter((answer) => / 2\d\d$/.test(answer))).toEqual([]);

  // A form is sent with a navigation, and takes a cookie along that is Lax only when it is a GET.
  await page.evaluate(
    ({ api, id }) => {
      const form = document.createElement("form");
      form.method = "POST";
      form.enctype = "text/plain";
      form.action = `${api}/webhooks/${id}/disable`;
      document.body.append(form);
      form.submit();
    },
    { api, id: webhook.id },
  );
  await page.waitForURL(`${api}/webhooks/${webhook.id}/disable`);
  expect(await page.locator("body").textContent()).toContain(site === "sameSite" ? "cross_site" : "unauthorized");

  expect(await server.api.webhook(webhook.id)).toMatchObject({ status: "enabled" });
  const keys = await server.api.call<{ data: readonly unknown[] }>("GET", "/keys");
  expect(keys.data).toHaveLength(1);
  await page.goto(`${server.url}/keys`);
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  await watched.close();
});

it("the dashboard is shown in no frame of another page", async () => {
  const watched = await openDashboard(server, "/");
  const { page } = watched;
  foreign.show(`<iframe src="${server.url}/" title="stolen"></iframe>`);
  for (const origin of [foreign.sameSite, foreign.crossSite]) {
    await page.goto(origin);
    await until(() => framesOf(page).includes("chrome-error://chromewebdata/"), { what: "the frame to be refused" });
  }
  await watched.close();
});

it("a page of another origin cannot sign a browser in to an account of its choice", async () => {
  const watched = await openDashboard(server, "/");
  const { page } = watched;
  const before = await page.context().cookies(server.url);
  foreign.show("");
  await page.goto(foreign.sameSite);
  await page.evaluate(
    ({ url, key }) =>
      fetch(`${url}/api/v1/session`, {
        method: "POST",
        mode: "no-cors",
        credentials: "include",
        body: JSON.stringify({ key }),
      }),
    { url: server.url, key: server.api.key },
  );
  expect(await page.context().cookies(server.url)).toEqual(before);
  await watched.close();
});
