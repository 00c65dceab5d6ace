import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSender } from "../sender.ts";
import { countingSockets, fakeResolver, post, testPolicy } from "../testing/harness.ts";
import { answer, OK, type Receiver, startReceiver } from "../testing/receivers.ts";
import type { AddressPolicy } from "./policy.ts";

// A canary listens on loopback, on a port that the policy allows. In production nothing may reach it, and
// no socket may even be opened: a refusal that came after a connection would be a port scanner.
let canary: Receiver;
let production: AddressPolicy;

beforeAll(async () => {
  canary = await startReceiver(answer(OK));
  production = { mode: "production", extraPorts: [canary.port] };
});
afterAll(() => canary.close());

const literals = [
  "127.0.0.1",
  "127.1",
  "127.0.0.01",
  "0177.0.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "127%2e0%2e0%2e1",
  "１２７.0.0.1",
  "127。0。0。1",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[2002:7f00:1::]",
  "0.0.0.0",
  "0",
  "[::]",
  "localhost",
  "localhost.",
  "a.localhost",
  "hooks.customer.com@127.0.0.1",
  "127.0.0.1\\@hooks.customer.com",
  "127.0.0.1#@hooks.customer.com",
];

test.each(literals)("https://%s opens no socket and asks no resolver", async (host) => {
  const resolver = fakeResolver({});
  const sender = createSender({ policy: production, resolver });
  const opened = await countingSockets(async () => {
    for (const scheme of ["https", "http"]) {
      const exchange = await post(sender, `${scheme}://${host}:${canary.port}/in`);
      expect(exchange.outcome).toBe("blocked_address");
      expect(exchange.error).toContain("[BLOCKED_URL]");
    }
  });
  expect(opened).toBe(0);
  expect(resolver.asked).toEqual([]);
  expect(canary.seen.connections).toBe(0);
  await sender.close();
});

const tricks: readonly (readonly [string, readonly string[]])[] = [
  ["a public name for loopback", ["127.0.0.1"]],
  ["loopback behind a public address", ["93.184.216.34", "127.0.0.1"]],
  ["loopback before a public address", ["127.0.0.1", "93.184.216.34"]],
  ["loopback in the other family", ["93.184.216.34", "::1"]],
  ["a mapped address", ["::ffff:127.0.0.1"]],
  ["a NAT64 address", ["64:ff9b::7f00:1"]],
  ["a sinkhole", ["0.0.0.0"]],
  ["a private address", ["10.0.0.5"]],
  ["metadata", ["169.254.169.254"]],
  ["a name where an address should be", ["localhost"]],
];

test.each(tricks)("DNS trick: %s opens no socket", async (_, answers) => {
  const sender = createSender({ policy: production, resolver: fakeResolver({ "hooks.customer.com": answers }) });
  const opened = await countingSockets(async () => {
    const exchange = await post(sender, `https://hooks.customer.com:${canary.port}/in`);
    expect(exchange.outcome).toBe("blocked_address");
    expect(exchange.error).toContain("[BLOCKED_ADDRESS]");
    expect(exchange.remoteAddress).toBeNull();
  });
  expect(opened).toBe(0);
  expect(canary.seen.connections).toBe(0);
  await sender.close();
});

test("an empty answer opens no socket and has an outcome of its own", async () => {
  const sender = createSender({ policy: production, resolver: fakeResolver({ "hooks.customer.com": [] }) });
  const opened = await countingSockets(async () => {
    expect((await post(sender, "https://hooks.customer.com/")).outcome).toBe("dns_no_address");
  });
  expect(opened).toBe(0);
  await sender.close();
});

describe("with a receiver that may be reached", () => {
  test("a name is resolved once per socket: a second, different answer is never asked for", async () => {
    const receiver = await startReceiver(answer(OK));
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const lookup = vi.fn(async () => answers.shift() ?? []);
    const sender = createSender({ policy: testPolicy(receiver.port), resolver: { lookup } });
    const url = `http://hooks.customer.com:${receiver.port}/in`;
    expect((await post(sender, url)).outcome).toBe("delivered");
    expect((await post(sender, url)).outcome).toBe("delivered");
    expect(lookup).toHaveBeenCalledTimes(1);
    await receiver.close();
    expect((await post(sender, url)).outcome).toBe("blocked_address");
    await sender.close();
  });

  test("a proxy in the environment is ignored", async () => {
    const proxy = await startReceiver(answer(OK));
    const receiver = await startReceiver(answer(OK));
    for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const sender = createSender({ policy: testPolicy() });
    expect((await post(sender, `http://127.0.0.1:${receiver.port}/in`)).outcome).toBe("delivered");
    expect(receiver.seen.requests).toHaveLength(1);
    expect(proxy.seen.connections).toBe(0);
    vi.unstubAllEnvs();
    await sender.close();
    await receiver.close();
    await proxy.close();
  });
});
