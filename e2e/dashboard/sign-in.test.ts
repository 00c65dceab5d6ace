import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  closeBrowser,
  NARROW,
  openPage,
  type PageOptions,
  screenshot,
} from "../support/browser.ts";
import { openDashboard } from "../support/dashboard.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** The browser logs the answer that says that nobody is signed in, and a wrong key's. */
const SIGNED_OUT = /status of 401/;

const open = (options: Omit<PageOptions, "baseURL"> = {}) => openPage({ ...options, baseURL: server.url });

describe("the door", () => {
  it("lets in whoever has a key, and leads to the address that was asked for", async () => {
    const watched = await open();
    const { page } = watched;
    await page.goto("/event-types");
    await page.getByLabel("API key").fill(server.api.key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Event types", level: 1 }).waitFor();
    // Scripts see neither the key nor the cookie.
    expect(await page.evaluate(() => document.cookie)).toBe("");
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).not.toContain(server.api.key);
    await page.reload();
    await page.getByRole("heading", { name: "Event types", level: 1 }).waitFor();
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("says what is wrong with a wrong key", async () => {
    const watched = await open();
    const { page } = watched;
    await page.goto("/");
    await page.getByLabel("API key").fill("ck_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("This key is not valid").waitFor();
    await screenshot(page, "sign-in");
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("takes the key of a link, and leaves it in no address", async () => {
    const watched = await open();
    const { page } = watched;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`/sign-in#key=${server.api.key}`);
    await page.getByRole("heading", { name: "See your first event arrive", level: 1 }).waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    expect(asked.join()).not.toContain(server.api.key);
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain(server.api.key);
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("leaves whoever is signed in where they are, whatever key a link brings", async () => {
    const other = await server.api.newAccount("Of somebody else");
    const { key } = await other.call<{ readonly key: string }>("POST", "/keys", {
      name: "Theirs",
      scopes: ["events:read"],
    });
    const watched = await openDashboard(server, "/settings");
    const { page } = watched;
    await page.getByRole("button", { name: "Account Default" }).waitFor();
    await page.goto("about:blank");
    await page.goto(`/sign-in#key=${key}`);
    await page.getByRole("button", { name: "Account Default" }).waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    watched.refuseFaults();
    await watched.close();
  });

  it.each(["light", "dark"] as const)("is accessible in %s, on a phone", async (colorScheme) => {
    const watched = await open({ colorScheme, viewport: NARROW, bypassCsp: true });
    await watched.page.goto("/");
    await watched.page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await accessibilityFaults(watched.page)).toEqual([]);
    await watched.close();
  });
});

describe("the account menu", () => {
  it("signs out, for good", async () => {
    const watched = await openDashboard(server, "/settings");
    const { page } = watched;
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await page.goto("/keys");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    watched.refuseFaults(SIGNED_OUT);
    await watched.close();
  });

  it("takes an operator to another account, whose name then stands there, also after a reload", async () => {
    await server.api.newAccount("The other one");
    const watched = await openDashboard(server, "/settings");
    const { page } = watched;
    await page.getByRole("button", { name: "Account Default" }).click();
    await page.getByRole("menuitem", { name: "The other one" }).click();
    await page.getByRole("button", { name: "Account The other one" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Account The other one" }).waitFor();
    watched.refuseFaults();
    await watched.close();
  });
});

it("a session that ended elsewhere leads to the door at the next thing that is read", async () => {
  const watched = await openDashboard(server, "/");
  const { page } = watched;
  await page.getByRole("heading", { name: "See your first event arrive", level: 1 }).waitFor();
  await page.context().clearCookies();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  watched.refuseFaults(SIGNED_OUT);
  await watched.close();
});
