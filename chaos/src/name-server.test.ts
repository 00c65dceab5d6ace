import { Resolver } from "node:dns/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerTo, NameServer } from "./name-server.ts";

let server: NameServer;
beforeEach(async () => {
  server = new NameServer();
  await server.open();
});
afterEach(() => server.close());

function resolver(): Resolver {
  const asking = new Resolver({ timeout: 200, tries: 1 });
  asking.setServers([server.resolvConf.slice("nameserver ".length).trim()]);
  return asking;
}

test("every name is this machine, and has no other address", async () => {
  await expect(resolver().resolve4("hooks.chaos.example")).resolves.toEqual(["127.0.0.1"]);
  await expect(resolver().resolve6("hooks.chaos.example")).rejects.toMatchObject({ code: "ENODATA" });
});

test.each([
  ["servfail", "ESERVFAIL"],
  ["silent", "ETIMEOUT"],
] as const)("one that is to be %s is so for both families", async (answering, code) => {
  server.answering = answering;
  await expect(resolver().resolve4("hooks.chaos.example")).rejects.toMatchObject({ code });
  await expect(resolver().resolve6("hooks.chaos.example")).rejects.toMatchObject({ code });
  expect(server.unanswered).toBe(2);
});

test("once closed nobody listens, and it opens where it was", async () => {
  const asking = resolver();
  await server.close();
  await expect(asking.resolve4("hooks.chaos.example")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await server.open();
  await expect(asking.resolve4("hooks.chaos.example")).resolves.toEqual(["127.0.0.1"]);
});

test("what is no question is not answered", () => {
  expect(answerTo(Buffer.alloc(0), "answers")).toBeUndefined();
  expect(answerTo(Buffer.alloc(13, 255), "answers")).toBeUndefined();
});
