import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLoopback, judgeAddress, sameAddress } from "./ip.ts";
import { DEVELOPMENT_POLICY } from "./policy.ts";

const edges: readonly (readonly [first: string, last: string, before: string | null, after: string | null])[] = [
  ["0.0.0.0", "0.255.255.255", null, "1.0.0.0"],
  ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
  ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
  ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
  ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
  ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
  ["192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
  ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
  ["192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
  ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
  ["198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
  ["198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
  ["203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
  ["224.0.0.0", "255.255.255.255", "223.255.255.255", null],
  ["168.63.129.16", "168.63.129.16", "168.63.129.15", "168.63.129.17"],
  ["::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null, "2000::"],
  ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff::", "2001:200::"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff::", "2001:db9::"],
  ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff::", "2003::"],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff::", "3fff:1000::"],
  ["4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff::", null],
];

test.each(edges)("refuses %s to %s and what lies beside them passes", (first, last, before, after) => {
  expect(judgeAddress(first).ok).toBe(false);
  expect(judgeAddress(last).ok).toBe(false);
  if (before !== null) expect(judgeAddress(before).ok).toBe(true);
  if (after !== null) expect(judgeAddress(after).ok).toBe(true);
});

describe("what is not exactly an address is refused", () => {
  test.each([
    "",
    "hooks.customer.com",
    "1.1.1",
    "0x01010101",
    "16843009",
    "01.1.1.1",
    "1.1.1.1.",
    "1.1.1.1 ",
    "1.1.1.1/32",
    "[2606:4700::1]",
    "2606:4700::1%eth0",
    "2606:4700::1::1",
  ])("%j", (text) => {
    expect(judgeAddress(text)).toMatchObject({ ok: false, reason: "not_an_address" });
  });
});

test("an address inside another is refused, public or not", () => {
  const inside = [
    "::ffff:8.8.8.8",
    "::8.8.8.8",
    "64:ff9b::808:808",
    "64:ff9b:1::808:808",
    "2002:808:808::",
    "::ffff:0:8.8.8.8",
  ];
  for (const ip of inside) expect(judgeAddress(ip).ok).toBe(false);
});

test("development opens loopback and only loopback", () => {
  for (const ip of ["127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"]) {
    expect(isLoopback(ip)).toBe(true);
    expect(judgeAddress(ip, DEVELOPMENT_POLICY).ok).toBe(true);
    expect(judgeAddress(ip)).toMatchObject({ reason: "address_loopback" });
  }
  for (const ip of ["10.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "169.254.169.254", "fd00::1"]) {
    expect(isLoopback(ip)).toBe(false);
    expect(judgeAddress(ip, DEVELOPMENT_POLICY).ok).toBe(false);
  }
});

test("the same address is known in any spelling", () => {
  expect(sameAddress("2606:4700:0:0::1", "2606:4700::1")).toBe(true);
  expect(sameAddress("1.1.1.1", "1.1.1.1")).toBe(true);
  expect(sameAddress("::ffff:1.1.1.1", "1.1.1.1")).toBe(false);
  expect(sameAddress("1.1.1.1", "1.1.1.2")).toBe(false);
  expect(sameAddress("nonsense", "1.1.1.1")).toBe(false);
});

test("agrees with the kernel's own idea of these ranges, for any address", () => {
  const forbidden = new BlockList();
  for (const [first, last] of edges) forbidden.addRange(first, last, isIPv4(first) ? "ipv4" : "ipv6");
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
      expect(judgeAddress(ip).ok).toBe(!forbidden.check(ip, isIPv4(ip) ? "ipv4" : "ipv6"));
    }),
    { numRuns: 5_000 },
  );
});
