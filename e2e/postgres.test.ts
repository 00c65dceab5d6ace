/** The built server on a PostgreSQL server of its own. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../packages/store/src/testing/postgres-server.ts";
import { callcallToEnd } from "./support/process.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { PRODUCTION_ENV, startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

let postgres: PostgresServer;
let receiver: Receiver;
let server: TestServer;

// A database without its data directory: the key that opens its secrets is handed in.
const start = () =>
  startServer({
    args: ["--database-url", postgres.url("postgres")],
    env: { CALLCALL_MASTER_KEY: PRODUCTION_ENV.CALLCALL_MASTER_KEY },
  });
const register = (schedule: readonly number[]) =>
  server.api.register({
    url: receiver.url,
    events: ["customer.qualified"],
    retry_policy: { schedule_seconds: [...schedule] },
  });
const publish = () => server.api.publish("customer.qualified", QUALIFIED);
const succeeded = (eventId: string) =>
  until(async () => (await server.api.deliveryOf(eventId)).status === "succeeded", {
    what: `the delivery of ${eventId} to succeed`,
  });

beforeEach(async () => {
  postgres = await startPostgres();
  receiver = await startReceiver();
  server = await start();
});
afterEach(async () => {
  await server.crash();
  await receiver.close();
  await postgres.destroy();
});

describe("a server on PostgreSQL", () => {
  it("delivers what is published, and goes on after a crash where it was", async () => {
    receiver.script = ({ nth }) => (nth === 1 ? 500 : 200);
    await register([1]);
    const first = await publish();
    await succeeded(first.id);

    receiver.script = ({ nth }) => (nth === 1 ? "hang" : 200);
    const second = await publish();
    await receiver.request(second.id);
    await server.crash();
    server = await start();
    await succeeded(second.id);
    const { attempts } = await server.api.deliveryOf(second.id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["unknown", "delivered"]);
    await server.stop();
  });

  it("is without its database for a while: publishing is refused, and what was acknowledged is sent", async () => {
    receiver.script = () => 500;
    await register([2, 2, 2]);
    const { id } = await publish();
    await receiver.request(id);
    await postgres.kill();
    const refused = await server.api.send("POST", "/events", { type: "customer.qualified", data: QUALIFIED });
    expect(refused.status).toBe(503);
    receiver.script = () => 200;
    await postgres.start();
    await succeeded(id);
  });

  it("is alone: a second one on the same database is refused, and says why", async () => {
    const { code, stderr } = await callcallToEnd(["dev", "--port", "0", "--database-url", postgres.url("postgres")]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("another CallCall node is connected to it")]);
  });
});
