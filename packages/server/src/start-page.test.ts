import { describe, expect, it } from "vitest";
import { startPage } from "./start-page.ts";

describe.each(["development", "production"] as const)("the start page in %s", (mode) => {
  const page = startPage(mode, "1.2.3");

  it("names no address that the server listens on", () => {
    expect(page).toContain('curl -sX POST "$CALLCALL_URL/api/v1/webhooks"');
    expect(page).not.toMatch(/\/\/(?:127\.0\.0\.1|0\.0\.0\.0|localhost):(?:0|4400)\b/);
  });

  it("has commands with bodies that are JSON", () => {
    const bodies = [...page.matchAll(/-d '([^']+)'/g)].map(([, body = ""]) => JSON.parse(body) as object);
    expect(bodies).toMatchObject([{ events: ["customer.qualified"] }, { type: "customer.qualified" }]);
  });

  it("has nothing that its policy would refuse: one style, no script, no attribute with code or style", () => {
    expect(page.match(/<style>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|<img|<link|\s(?:style|on\w+)=/);
  });
});

it("says where the key is, and shows an endpoint that the mode accepts", () => {
  const [development, production] = [startPage("development", "1.2.3"), startPage("production", "1.2.3")];
  expect(development).toContain("The server printed the API key");
  expect(development).toContain('"url":"http://127.0.0.1:3000/webhook"');
  expect(production).toContain("the <code>CALLCALL_API_KEY</code> that the server was started with");
  expect(production).toContain('"url":"https://your-domain.com/webhook"');
  expect(production).not.toMatch(/printed|http:|127\.0\.0\.1|Development/);
});
