import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { testApi } from "../testing/test-api.ts";
import { createClientAddress } from "./client-address.ts";

function asked(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

const PROXIES = ["10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"];

it.each<[string, readonly string[], string | undefined, string | undefined, string | null]>([
  ["the peer, without proxies", [], "198.51.100.7", undefined, "198.51.100.7"],
  ["the peer, whatever it claims", [], "198.51.100.7", "203.0.113.1", "198.51.100.7"],
  ["a peer that is no proxy, whatever it claims", PROXIES, "198.51.100.7", "203.0.113.1, 10.0.0.2", "198.51.100.7"],
  ["what a trusted proxy saw", PROXIES, "10.0.0.2", "203.0.113.1", "203.0.113.1"],
  ["what the last trusted hop saw", PROXIES, "10.0.0.2", "203.0.113.1, 192.0.2.1, 10.9.9.9", "203.0.113.1"],
  ["never what stands left of an untrusted hop", PROXIES, "10.0.0.2", "1.1.1.1, 203.0.113.1", "203.0.113.1"],
  ["never a forged trusted hop", PROXIES, "10.0.0.2", "1.1.1.1, 10.0.0.3, 203.0.113.1, 10.0.0.4", "203.0.113.1"],
  ["the proxy itself when it says nothing", PROXIES, "10.0.0.2", undefined, "10.0.0.2"],
  ["the farthest trusted hop when all are", PROXIES, "10.0.0.2", "10.0.0.4, 10.0.0.3", "10.0.0.4"],
  ["the hop before nonsense", PROXIES, "10.0.0.2", "203.0.113.1, unknown, 10.0.0.3", "10.0.0.3"],
  ["the proxy when the last hop is nonsense", PROXIES, "10.0.0.2", "203.0.113.1, <script>", "10.0.0.2"],
  ["an address without its port", PROXIES, "10.0.0.2", "203.0.113.1:4711", "203.0.113.1"],
  ["IPv6 without brackets and port", PROXIES, "2001:db8:1::5", "[2001:DB8:2::9]:443", "2001:db8:2::9"],
  ["IPv4 in IPv6 clothes as IPv4", PROXIES, "::ffff:10.0.0.2", "::ffff:203.0.113.1", "203.0.113.1"],
  ["no address when the socket has none", PROXIES, undefined, "203.0.113.1", null],
  ["no scoped address", PROXIES, "10.0.0.2", "fe80::1%eth0", "10.0.0.2"],
])("is %s", (_name, proxies, peer, forwarded, expected) => {
  expect(createClientAddress(proxies)(asked(peer, forwarded))).toBe(expected);
});

it("reaches the caller, from a trusted proxy alone", async () => {
  const headers = { "x-forwarded-for": "203.0.113.1" };
  for (const [trustedProxies, ip] of [
    [[], "127.0.0.1"],
    [["127.0.0.1"], "203.0.113.1"],
  ] as const) {
    const { engine, request } = testApi({ trustedProxies });
    await request("POST", "webhooks", { headers, body: { url: "https://a.example/", events: ["*"] } });
    expect(engine.callers.at(-1)).toMatchObject({ ip, actorName: "Mine", keyId: "key_mine" });
  }
});
