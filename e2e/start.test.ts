import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { defaultOf, type Mode, SETTINGS, type Setting } from "@callcall/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempDir } from "./support/paths.ts";
import { callcall, callcallToEnd } from "./support/process.ts";
import { startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { PRODUCTION_ENV, startServer } from "./support/server.ts";
import { openStream } from "./support/stream.ts";
import { within } from "./support/until.ts";

let dataDir: string;
let removeDataDir: () => Promise<void>;

beforeEach(async () => {
  const made = await tempDir();
  dataDir = made.path;
  removeDataDir = made.remove;
});
afterEach(() => removeDataDir());

const MODES: readonly (readonly [command: "dev" | "serve", mode: Mode])[] = [
  ["dev", "development"],
  ["serve", "production"],
];

describe.each(MODES)("callcall %s --help", (command, mode) => {
  it("lists every setting with its flag, its environment variable and its default", async () => {
    const { code, stdout } = await callcallToEnd([command, "--help"]);
    expect(code).toBe(0);
    // The help breaks lines where the terminal ends.
    const text = stdout.replace(/\s+/g, " ");
    for (const setting of Object.values(SETTINGS) as Setting[]) {
      expect(text).toContain(setting.env);
      expect(text).toContain(setting.description);
      if (setting.flag === undefined) continue;
      expect(text).toContain(setting.hint === undefined ? setting.flag : `${setting.flag} <${setting.hint}>`);
      const standard = defaultOf(setting, mode);
      expect(text).toContain(`(env: ${setting.env}${standard ? `, default: ${standard}` : ""})`);
    }
  });
});

describe("callcall serve", () => {
  it("does not start without keys, and says how to make them", async () => {
    const { code, stderr } = await callcallToEnd(["serve", "--port", "0", "--data-dir", dataDir]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^callcall: CALLCALL_API_KEY is missing/m);
    expect(stderr).toMatch(/^callcall: CALLCALL_MASTER_KEY is missing.*openssl rand -base64 32/m);
  });

  it("does not repeat a key that is too short", async () => {
    const env = { ...PRODUCTION_ENV, CALLCALL_MASTER_KEY: "tooshort-secret" };
    const { code, stderr } = await callcallToEnd(["serve", "--port", "0", "--data-dir", dataDir], { env });
    expect(code).toBe(2);
    expect(stderr).toContain("CALLCALL_MASTER_KEY must be at least 32");
    expect(stderr).not.toContain("tooshort-secret");
  });

  it("takes public HTTPS endpoints only, and logs JSON without secrets", async () => {
    const server = await startServer({ mode: "serve", dataDir });
    const register = (url: string) => server.api.send("POST", "/webhooks", { url, events: ["*"] });
    for (const url of [
      "http://example.com/webhook",
      "http://127.0.0.1:3000/webhook",
      "https://127.0.0.1/webhook",
      "https://localhost/webhook",
      "https://10.0.0.5/webhook",
      "https://[::1]/webhook",
      "https://169.254.169.254/latest/meta-data",
    ]) {
      const { status, text } = await register(url);
      expect([url, status, JSON.parse(text).code]).toEqual([url, 422, "address_refused"]);
    }
    const accepted = await register("https://hooks.example.com/webhook");
    expect(accepted.status).toBe(201);
    await server.stop();
    const log = server.program.output();
    for (const line of server.program.stderr.items) expect(() => JSON.parse(line)).not.toThrow();
    expect(log).not.toContain(PRODUCTION_ENV.CALLCALL_API_KEY);
    expect(log).not.toContain(PRODUCTION_ENV.CALLCALL_MASTER_KEY);
    expect(log).not.toContain(JSON.parse(accepted.text).secret);
  });

  it("an operator key that changed replaces the one before", async () => {
    await (await startServer({ mode: "serve", dataDir })).stop();
    const env = { CALLCALL_API_KEY: "another-operator-key" };
    const server = await startServer({ mode: "serve", dataDir, env });
    const statusFor = async (key: string): Promise<number> =>
      (await fetch(`${server.url}/api/v1/webhooks`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await statusFor(env.CALLCALL_API_KEY)).toBe(200);
    expect(await statusFor(PRODUCTION_ENV.CALLCALL_API_KEY)).toBe(401);
    await server.stop();
  });
});

describe("callcall dev", () => {
  it.each(["0.0.0.0", "::", "192.0.2.1"])("refuses --host %s without --dev-on-network", async (host) => {
    const { code, stderr } = await callcallToEnd(["dev", "--host", host, "--port", "0", "--data-dir", dataDir]);
    expect(code).toBe(2);
    expect(stderr).toContain(`may not listen on ${host}`);
    expect(stderr).toContain("--dev-on-network");
  });

  it("listens on every address with --dev-on-network", async () => {
    const server = await startServer({ dataDir, args: ["--host", "0.0.0.0", "--dev-on-network"] });
    await server.stop();
  });

  it("keeps its keys: the next start has the same, and opens what was sealed", async () => {
    const first = await startServer({ dataDir });
    const { id, secret } = await first.api.register({ url: "http://127.0.0.1:9/webhook", events: ["*"] });
    await first.stop();
    const second = await startServer({ dataDir });
    expect(second.api.key).toBe(first.api.key);
    expect(await second.api.call("GET", `/webhooks/${id}/secret`)).toEqual({ secret, previous: [] });
    await second.stop();
  });

  it("a wrong flag ends with the reason and where help is", async () => {
    const wrong = await callcallToEnd(["dev", "--port", "70000"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/--port must be a whole number.*"70000"/)]);
    const unknown = await callcallToEnd(["dev", "--prot", "1"]);
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr).toMatch(/unknown option '--prot'/);
  });
});

describe("what keeps a server from starting", () => {
  it("another server on the same data", async () => {
    const running = await startServer({ dataDir });
    const { code, stderr } = await callcallToEnd(["dev", "--port", "0", "--data-dir", dataDir]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^callcall: Cannot open .* as it is in use: stop the CallCall process/m);
    await running.api.publish("customer.qualified", QUALIFIED);
    await running.stop();
  });

  it("a port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await callcallToEnd(["dev", "--port", String(port), "--data-dir", dataDir]);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toContain(`Cannot listen on 127.0.0.1:${port}: another program has the port`);
    expect(stderr).toContain("--port");
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("another master key than the one that sealed the secrets", async () => {
    const env = { CALLCALL_MASTER_KEY: "another-master-key-0123456789abcdefghij" };
    const empty = await startServer({ mode: "serve", dataDir });
    await empty.stop();
    // Nothing is sealed yet: a key may change as long as no secret depends on it.
    const first = await startServer({ mode: "serve", dataDir, env });
    const account = await first.api.newAccount("the only one with a webhook");
    await account.register({ url: "https://hooks.example.com/webhook", events: ["*"] });
    await first.stop();

    const args = ["serve", "--port", "0", "--host", "127.0.0.1", "--data-dir", dataDir];
    const { code, stderr } = await callcallToEnd(args, { env: PRODUCTION_ENV });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^callcall: Cannot start with this master key: .*CALLCALL_MASTER_KEY/m);

    await (await startServer({ mode: "serve", dataDir, env })).stop();
  });

  it("a PostgreSQL server that is not there", async () => {
    const url = "postgres://user:secret@127.0.0.1:1/callcall";
    const { code, stderr } = await callcallToEnd(["dev", "--data-dir", dataDir, "--database-url", url]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("Cannot open the database that CALLCALL_DATABASE_URL names"),
    ]);
    expect(stderr).not.toContain("secret");
  });
});

describe("SIGTERM", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("%s ends an idle server with 0, at once", async (signal) => {
    const server = await startServer({ dataDir });
    server.program.signal(signal);
    expect(await server.program.ended(5_000)).toEqual({ code: 0, signal: null });
  });

  it("waits for no client: not for open streams, silent connections or requests that never end", async () => {
    const server = await startServer({ dataDir, args: ["--drain-seconds", "2"] });
    const stream = await openStream(server.api);
    const port = Number(new URL(server.url).port);
    const silent = connect(port, "127.0.0.1");
    const unfinished = connect(port, "127.0.0.1");
    for (const socket of [silent, unfinished]) {
      socket.on("error", () => {});
      await within(new Promise((resolve) => socket.once("connect", resolve)), { what: "a connection" });
    }
    unfinished.write(
      `POST /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.api.key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    // A later request on another connection is answered: the one before it has reached the server, too.
    await server.api.publish("customer.qualified", QUALIFIED);
    server.program.signal("SIGTERM");
    expect(await server.program.ended(6_000)).toEqual({ code: 0, signal: null });
    await stream.close();
    for (const socket of [silent, unfinished]) socket.destroy();
  });

  it("lets an attempt in flight end and records it", async () => {
    let answer = (_status: number): void => {};
    const receiver = await startReceiver(() => new Promise<number>((resolve) => (answer = resolve)));
    const server = await startServer({ dataDir });
    await server.api.register({ url: receiver.url, events: ["*"] });
    const { id } = await server.api.publish("customer.qualified", QUALIFIED);
    await receiver.request(id);
    server.program.signal("SIGTERM");
    await server.program.stderr.waitFor((lines) => lines.some((line) => line.includes("stopping")), {
      what: "the server to begin to stop",
    });
    answer(200);
    expect(await server.program.ended(5_000)).toEqual({ code: 0, signal: null });
    const next = await startServer({ dataDir });
    expect(await next.api.deliveryOf(id)).toMatchObject({ status: "succeeded", attempt_count: 1 });
    expect(receiver.requests).toHaveLength(1);
    await next.stop();
    await receiver.close();
  });

  it("cuts off what hangs at the end of the drain, as our own fault: it is not charged, and sent again", async () => {
    const receiver = await startReceiver(({ nth }) => (nth === 1 ? "hang" : 200));
    const server = await startServer({ dataDir, args: ["--drain-seconds", "1"] });
    await server.api.register({ url: receiver.url, events: ["*"], retry_policy: { schedule_seconds: [] } });
    const { id } = await server.api.publish("customer.qualified", QUALIFIED);
    await receiver.request(id);
    await server.stop();
    const next = await startServer({ dataDir });
    await receiver.request(id, 2);
    const { attempts } = await next.api.deliveryOf(id);
    expect(attempts[0]).toMatchObject({ outcome: "local_fault", charged: false });
    await next.stop();
    await receiver.close();
  });
});

it("callcall --version and an unknown command", async () => {
  expect((await callcallToEnd(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  const unknown = callcall(["sevre"]);
  expect((await unknown.ended(10_000)).code).not.toBe(0);
});
