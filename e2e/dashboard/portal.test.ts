import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../support/api.ts";
import { accessibilityFaults, closeBrowser, NARROW, openPage, screenshot } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { type ForeignPage, framesOf, startForeignPage } from "../support/foreign-page.ts";
import { ROOT } from "../support/paths.ts";
import { Program } from "../support/process.ts";
import { QUALIFIED } from "../support/samples.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: TestServer;
let embedder: ForeignPage;
let customer: Api;
beforeAll(async () => {
  server = await startServer();
  embedder = await startForeignPage();
  customer = await server.api.newAccount("A customer");
  await customer.register({ url: "http://127.0.0.1:9/customer", events: ["*"], description: "The customer's own" });
  await server.api.register({ url: "http://127.0.0.1:9/operator", events: ["*"], description: "Somebody else's" });
  await customer.publish("customer.qualified", QUALIFIED);
});
afterAll(async () => {
  await closeBrowser();
  await embedder.close();
  await server.stop();
});

/** The browser logs the answer that says that nobody is signed in. */
const SIGNED_OUT = /status of 401/;
const THEME = { name: "Acme", primary_color: "#0f766e", color_scheme: "light" } as const;

interface Link {
  readonly id: string;
  readonly url: string;
}

const makeLink = (input: object = {}): Promise<Link> => customer.call("POST", "/portal-sessions", input);

describe("a portal link", () => {
  it("opens one account, in the colours of its maker, and leaves its token in no address", async () => {
    const { id, url } = await makeLink({ theme: THEME });
    const watched = await openPage({ baseURL: server.url, colorScheme: "dark" });
    const { page } = watched;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(url);
    await page.getByRole("link", { name: "Acme, home" }).waitFor();
    expect(page.url()).toBe(`${server.url}/portal/${id}`);
    expect(asked.join()).not.toContain("cp_");
    await page.getByRole("link", { name: "Endpoints" }).click();
    await page.getByText("The customer's own").first().waitFor();
    expect(page.url()).toBe(`${server.url}/portal/${id}/endpoints`);
    await expect.poll(() => page.title()).toBe("Endpoints · Acme");
    expect(await page.getByText("Somebody else's").count()).toBe(0);
    // The maker's scheme, whatever the system prefers; the maker's colour, on what is active and on buttons.
    expect(await page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("light");
    const button = page.getByRole("link", { name: "Add endpoint" });
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(15, 118, 110)");
    // Nothing of the server, nothing of operators.
    for (const name of ["API keys", "Portal links", "Settings"]) {
      expect(await page.getByRole("link", { name }).count()).toBe(0);
    }
    expect(await page.getByRole("button", { name: /^Account/ }).count()).toBe(0);
    expect(await page.getByText("Development").count()).toBe(0);
    await screenshot(page, "portal-endpoints");
    await page.reload();
    await page.getByText("The customer's own").first().waitFor();
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("stands beside the operator's own session, and takes nothing from it", async () => {
    const { url } = await makeLink();
    const watched = await openDashboard(server, "/endpoints");
    const { page } = watched;
    await page.getByText("Somebody else's").first().waitFor();
    const portal = await page.context().newPage();
    await portal.goto(url);
    await portal.getByRole("link", { name: "Endpoints" }).click();
    await portal.getByText("The customer's own").first().waitFor();
    await page.reload();
    await page.getByText("Somebody else's").first().waitFor();
    await page.getByRole("button", { name: "Account Default" }).waitFor();
    watched.refuseFaults();
    await watched.close();
  });

  it("says that it is over when it is unknown or revoked, also to an operator who is signed in", async () => {
    const { id, url } = await makeLink();
    const watched = await openDashboard(server, "/portal/prt_unknown");
    const { page } = watched;
    await page.getByRole("heading", { name: "This link is over" }).waitFor();
    await page.goto(url);
    await page.getByRole("link", { name: "Endpoints" }).waitFor();
    await customer.call("DELETE", `/portal-sessions/${id}`);
    // By itself: the stream is refused at once.
    await page.getByRole("heading", { name: "This link is over" }).waitFor();
    await screenshot(page, "portal-over");
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("is accessible, on a phone, in a colour that cannot be read as it is", async () => {
    const { url } = await makeLink({ theme: { name: "Lemon", primary_color: "#ffd400" } });
    for (const colorScheme of ["light", "dark"] as const) {
      const watched = await openPage({ baseURL: server.url, viewport: NARROW, colorScheme, bypassCsp: true });
      await watched.page.goto(url);
      await watched.page.getByRole("link", { name: "Lemon, home" }).waitFor();
      await watched.page.goto(watched.page.url().replace(/$/, "/endpoints"));
      await watched.page.getByText("The customer's own").first().waitFor();
      expect(await accessibilityFaults(watched.page)).toEqual([]);
      await screenshot(watched.page, `portal-lemon-${colorScheme}`);
      await watched.close();
    }
  });
});

describe("in a frame of another site", () => {
  it("works where its origin is allowed", async () => {
    const { url } = await makeLink({ theme: THEME, allowed_origins: [embedder.crossSite] });
    embedder.show(`<h1>Our app</h1><iframe src="${url}" title="Webhooks" width="1000" height="600"></iframe>`);
    const watched = await openPage({ baseURL: server.url });
    const { page } = watched;
    await page.goto(embedder.crossSite);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("link", { name: "Endpoints" }).click();
    await frame.getByText("The customer's own").first().waitFor();
    // A change goes through as well: the frame's own requests are same-origin.
    await frame.getByRole("link", { name: "Add endpoint" }).click();
    await frame.getByLabel("Endpoint URL").fill("http://127.0.0.1:9/from-the-frame");
    await frame.getByPlaceholder("Pick or type").click();
    await frame.getByRole("option", { name: /Every type/ }).click();
    await frame.getByRole("button", { name: /Create/ }).click();
    await frame
      .getByText(/from-the-frame/)
      .first()
      .waitFor();
    await screenshot(page, "portal-frame");
    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name.startsWith("callcall_portal_"))).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: "None",
    });
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("works as in the example", async () => {
    const free = await startForeignPage();
    const port = new URL(free.crossSite).port;
    await free.close();
    const example = new Program(process.execPath, [join(ROOT, "examples/portal-embed.mjs")], {
      env: { PORT: port, CALLCALL_URL: server.url, CALLCALL_API_KEY: server.api.key },
    });
    const watched = await openPage({ baseURL: server.url });
    try {
      await example.stdout.waitFor((lines) => lines.some((line) => line.includes(port)) && (true as const), {
        what: "the example to listen",
      });
      await watched.page.goto(`http://localhost:${port}/`);
      await watched.page.frameLocator("iframe").getByRole("link", { name: "Acme, home" }).waitFor();
      await screenshot(watched.page, "portal-example");
      watched.refuseFaults(/status of 40[14]/);
    } finally {
      await watched.close();
      await example.kill();
    }
  });

  it("is blocked everywhere else", async () => {
    const links = [await makeLink({ allowed_origins: ["https://app.example"] }), await makeLink()];
    const watched = await openPage({ baseURL: server.url });
    const { page } = watched;
    for (const { url } of links) {
      embedder.show(`<iframe src="${url}" title="Webhooks"></iframe>`);
      for (const origin of [embedder.sameSite, embedder.crossSite]) {
        await page.goto(origin);
        await until(() => framesOf(page).includes("chrome-error://chromewebdata/"), {
          what: "the frame to be refused",
        });
      }
    }
    await watched.close();
  });
});
