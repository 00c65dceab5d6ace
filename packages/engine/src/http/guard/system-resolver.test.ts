import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addressesIn, systemResolver } from "./system-resolver.ts";

const HOSTS = `
127.0.0.1  localhost
10.1.2.3   One.customer.com one # two.customer.com
::1        one.customer.com
nonsense   one.customer.com
# 10.9.9.9 one.customer.com
`;

test("reads a hosts file as the system does", () => {
  expect(addressesIn(HOSTS, "one.customer.com")).toEqual(["10.1.2.3", "::1"]);
  expect(addressesIn(HOSTS, "two.customer.com")).toEqual([]);
  expect(addressesIn("", "one.customer.com")).toEqual([]);
});

test("the hosts file answers before DNS is asked", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hosts-"));
  const file = join(folder, "hosts");
  await writeFile(file, HOSTS);
  expect(await systemResolver(file).lookup("one.customer.com")).toEqual(["10.1.2.3", "::1"]);
  await rm(folder, { recursive: true });
});

test("localhost is loopback, whatever anyone says", async () => {
  expect(await systemResolver("/nonexistent").lookup("localhost")).toEqual(["127.0.0.1", "::1"]);
});

test("lookups of one name at the same time share one query, later ones do not", async () => {
  const resolver = systemResolver("/nonexistent");
  const first = resolver.lookup("localhost");
  expect(resolver.lookup("localhost")).toBe(first);
  await first;
  await Promise.resolve();
  expect(resolver.lookup("localhost")).not.toBe(first);
});
