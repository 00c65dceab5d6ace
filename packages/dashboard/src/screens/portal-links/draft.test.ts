import { describe, expect, it } from "vitest";
import { iframeOf, type LinkDraft, originsOf, portalScopes, toRequest } from "./draft.ts";

const DRAFT: LinkDraft = { seconds: 3600, scopes: ["events:read"], origins: "", name: "", color: "", scheme: "system" };

describe("origins", () => {
  it.each([
    ["", []],
    ["https://App.example/some/page?x#y", ["https://app.example"]],
    ["https://a.example:8443\n\n http://127.0.0.1:3000/ ", ["https://a.example:8443", "http://127.0.0.1:3000"]],
    ["https://a.example, https://a.example/", ["https://a.example"]],
  ])("%j", (text, origins) => {
    expect(originsOf(text)).toEqual({ origins, fault: null });
  });

  it.each(["app.example", "javascript:alert(1)", "file:///x", "https://a.example *"])("refuses %j", (text) => {
    expect(originsOf(text).fault).toMatch(/is not an origin/);
  });

  it("takes ten and not eleven", () => {
    const lines = (n: number): string => Array.from({ length: n }, (_, i) => `https://a${i}.example`).join("\n");
    expect(originsOf(lines(10)).fault).toBeNull();
    expect(originsOf(lines(11)).fault).toBe("At most 10");
  });
});

it("asks for no more than was filled in", () => {
  expect(toRequest(DRAFT)).toEqual({ expires_in_seconds: 3600, scopes: ["events:read"], allowed_origins: [] });
  const theme = { ...DRAFT, name: " Acme ", color: "#0F766E", scheme: "dark" } as const;
  expect(toRequest(theme)).toMatchObject({ theme: { name: "Acme", primary_color: "#0f766e", color_scheme: "dark" } });
  expect(toRequest({ ...DRAFT, color: "#12" })).not.toHaveProperty("theme");
});

it("never gives keys or links away", () => {
  expect(portalScopes(["events:read", "keys:write", "keys:read", "portal:write", "secrets:read"])).toEqual([
    "events:read",
    "secrets:read",
  ]);
});

it("puts what it is given into an attribute, and no further", () => {
  expect(iframeOf("https://h.example/portal/prt_1#token=cp_1", "")).toContain('title="Webhooks"');
  const hostile = iframeOf('https://h.example/"><script>', '"><img src=x>');
  expect(hostile).not.toMatch(/<(script|img)/);
  expect(hostile.match(/"/g)).toHaveLength(6);
});
