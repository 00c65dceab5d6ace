import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ExamReport, ExamScenario, Webhook } from "@callcall/contract";
import { signWebhook, verifyWebhookSignature } from "@callcall/webhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./support/paths.ts";
import { Program } from "./support/process.ts";
import { startServer, type TestServer } from "./support/server.ts";

type Consumer = (body: string, headers: IncomingHttpHeaders) => number | Promise<number>;

let server: TestServer;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A consumer over a real socket, made once its secret is known. */
async function consumer(make: (secret: string) => Consumer): Promise<Webhook> {
  let answer: Consumer = () => 500;
  const http: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const status = await answer(Buffer.concat(chunks).toString("utf8"), request.headers);
      response.writeHead(status, status === 301 ? { location: "https://www.example.com/webhook/" } : {}).end();
    } catch {
      response.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/webhook`;
  const webhook = await server.api.register({ url, events: ["customer.qualified"] });
  answer = make(webhook.secret);
  return webhook;
}

function examine(id: string, body: object = {}): Promise<ExamReport> {
  return server.api.call("POST", `/webhooks/${id}/exam`, body);
}

function verdicts({ results }: ExamReport): Record<string, string> {
  return Object.fromEntries(results.map(({ scenario, verdict }) => [scenario, verdict]));
}

const resultOf = ({ results }: ExamReport, scenario: ExamScenario) => results.find((one) => one.scenario === scenario);

function verify(body: string, headers: IncomingHttpHeaders, secret: string): boolean {
  return verifyWebhookSignature(body, headers["x-callcall-signature"], headers["x-callcall-timestamp"], secret);
}

const ALL = ["valid", "wrong_signature", "stale_timestamp", "duplicate_id", "unknown_type", "slow_ack"] as const;
const all = (verdict: string, but: Partial<Record<ExamScenario, string>> = {}) => ({
  ...Object.fromEntries(ALL.map((scenario) => [scenario, verdict])),
  ...but,
});

describe("an exam of real consumers", () => {
  it("is passed by the guide's own Express code", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const url = `http://127.0.0.1:${port}/webhook`;
    const webhook = await server.api.register({ url, events: ["customer.qualified", "service.matched"] });
    const guide = new Program(process.execPath, [join(ROOT, "examples/express-guide.mjs")], {
      env: { PORT: String(port), WEBHOOK_SECRET: webhook.secret },
    });
    closing.push(() => guide.kill());
    await guide.stdout.waitFor((lines) => lines.some((line) => line.includes(url)) && true, { what: "the example" });
    const report = await examine(webhook.id);
    expect(verdicts(report)).toEqual(all("pass"));
    expect(report.passed).toBe(true);
  });

  it("finds one that never verifies, and hands it the code that does", async () => {
    const { id } = await consumer(() => () => 200);
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("pass", { wrong_signature: "fail", stale_timestamp: "fail" }));
    const forged = resultOf(report, "wrong_signature");
    expect(forged?.finding).toContain("signatures are not verified");
    const languages = forged?.fix?.code.map(({ language }) => language);
    expect(languages).toEqual(["javascript", "python", "go", "php", "ruby"]);
    expect(forged?.attempts).toHaveLength(2);
    expect(forged?.attempts[1]?.request?.headers).not.toHaveProperty("x-callcall-signature");
  });

  it("finds one with another secret", async () => {
    const { id } = await consumer(() => (body, headers) => (verify(body, headers, "whsec_b3RoZXI=") ? 200 : 401));
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("skipped", { valid: "fail" }));
    expect(resultOf(report, "valid")?.fix?.summary).toContain("another secret");
  });

  it("tells one that prints the JSON again before it verifies from one with another secret", async () => {
    const { id } = await consumer(
      (secret) => (body, headers) => (verify(JSON.stringify(JSON.parse(body)), headers, secret) ? 200 : 400),
    );
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("pass", { valid: "fail" }));
    expect(resultOf(report, "valid")?.fix?.summary).toContain("parsed and printed again");
  });

  it("finds one that redirects", async () => {
    const { id } = await consumer(() => () => 301);
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("skipped", { valid: "fail" }));
    expect(resultOf(report, "valid")).toMatchObject({
      finding: 'Answered 301 and pointed to "https://www.example.com/webhook/".',
      fix: { summary: expect.stringContaining("final address") },
    });
  });

  it("finds one that works before it answers", async () => {
    const { id } = await consumer((secret) => async (body, headers) => {
      if (!verify(body, headers, secret)) return 400;
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      return 200;
    });
    const report = await examine(id, { scenarios: ["slow_ack"] });
    expect(verdicts(report)).toEqual({ slow_ack: "warn" });
    expect(resultOf(report, "slow_ack")?.fix?.summary).toContain("Acknowledge first");
  });

  it("finds one that crashes on a type it does not know", async () => {
    const { id } = await consumer((secret) => (body, headers) => {
      if (!verify(body, headers, secret)) return 400;
      const handlers: Record<string, () => number> = { "customer.qualified": () => 200 };
      return (handlers[JSON.parse(body).type] as () => number)();
    });
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("pass", { unknown_type: "fail" }));
    expect(resultOf(report, "unknown_type")?.fix?.code[0]?.code).toContain("default:");
  });

  it("finds one that is down", async () => {
    const { id } = await consumer(() => () => 200);
    for (const close of closing.splice(0)) await close();
    const report = await examine(id);
    expect(verdicts(report)).toEqual(all("skipped", { valid: "fail" }));
    expect(resultOf(report, "valid")?.fix?.summary).toContain("No connection");
    expect(await server.api.call("GET", `/webhooks/${id}`)).toMatchObject({ status: "enabled", failing_since: null });
  });

  it("stops when the client goes away", async () => {
    let requests = 0;
    const { id } = await consumer(() => async () => {
      requests += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return 200;
    });
    const abort = new AbortController();
    const answer = fetch(`${server.url}/api/v1/webhooks/${id}/exam`, {
      method: "POST",
      headers: server.api.headers,
      signal: abort.signal,
    });
    while (requests === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    await expect(answer).rejects.toThrow();
    // The place is free as soon as the request under way has ended.
    const again = async (): Promise<ExamReport> => {
      const { status, text } = await server.api.send("POST", `/webhooks/${id}/exam`, { scenarios: ["valid"] });
      return status === 429 ? again() : (JSON.parse(text) as ExamReport);
    };
    await again();
    expect(requests).toBeLessThanOrEqual(4);
  });
});

it("hands out Python that verifies", async () => {
  const { id } = await consumer(() => () => 200);
  const report = await examine(id, { scenarios: ["wrong_signature"] });
  const python = resultOf(report, "wrong_signature")?.fix?.code.find(({ language }) => language === "python")?.code;
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
  const payload = '{"a":1.0}';
  const signature = signWebhook({ id: "evt_1", payload, secrets: [secret] })["x-callcall-signature"];
  const old = signWebhook({ id: "evt_1", payload, secrets: [secret], timestamp: 1 })["x-callcall-signature"];
  const calls = [
    [payload, signature, secret],
    [`${payload} `, signature, secret],
    [payload, signature, "whsec_other"],
    [payload, old, secret],
    [payload, "", secret],
  ].map(([body, header, key]) => `verify(${JSON.stringify(body)}.encode(), ${JSON.stringify(header)}, "${key}")`);
  const run = new Program("python3", ["-c", `${python}\n${calls.map((call) => `print(${call})`).join("\n")}`]);
  expect((await run.ended()).code, run.stderr.items.join("\n")).toBe(0);
  expect(run.stdout.items).toEqual(["True", "False", "False", "False", "False"]);
});
