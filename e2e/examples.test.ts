import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ROOT } from "./support/paths.ts";
import { Program } from "./support/process.ts";
import { MATCHED, MESSAGE, QUALIFIED } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

let server: TestServer;
let example: Program | undefined;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
afterEach(async () => {
  await example?.kill();
  example = undefined;
});

function start(name: string, env: Record<string, string>): Program {
  example = new Program(process.execPath, [join(ROOT, "examples", name)], { env });
  return example;
}

function says(program: Program, text: string): Promise<true> {
  return program.stdout.waitFor((lines) => lines.some((line) => line.includes(text)) && (true as const), {
    what: `"${text}"`,
  });
}

/** The address is known before the secret is, which the registration answers with: register a port, then start on it. */
async function registerPort(): Promise<{ readonly port: string; readonly secret: string; readonly id: string }> {
  const free = new Program(process.execPath, [
    "-e",
    'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })',
  ]);
  const port = await free.stdout.waitFor((lines) => lines[0], { what: "a free port" });
  await free.ended();
  const { id, secret } = await server.api.register({ url: `http://127.0.0.1:${port}/webhook`, events: ["*"] });
  return { port, secret, id };
}

it.each(["receiver.mjs", "express-guide.mjs"])("examples/%s verifies and takes real deliveries", async (name) => {
  const { port, secret, id } = await registerPort();
  const program = start(name, { PORT: port, WEBHOOK_SECRET: secret });
  await says(program, `http://127.0.0.1:${port}/webhook`);
  const { id: eventId } = await server.api.publish("customer.qualified", QUALIFIED);
  await says(program, "customer_987654321");
  await server.api.publish("service.matched", MATCHED);
  await server.api.publish("message.received", MESSAGE);
  await says(program, name === "receiver.mjs" ? "verified (attempt 1)" : "Unhandled event: message.received");
  await until(async () => (await server.api.deliveryOf(eventId, id)).status === "succeeded", { what: "the delivery" });

  const forged = await fetch(`http://127.0.0.1:${port}/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-callcall-signature": "t=1,v1=00", "x-callcall-timestamp": "1" },
    body: "{}",
  });
  expect(forged.status).toBe(400);
  await server.api.call("DELETE", `/webhooks/${id}`);
});
