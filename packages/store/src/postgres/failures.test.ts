/** What becomes of commits when the server or the way to it fails. Each with a server of its own, to be killed. */

import { once } from "node:events";
import { createServer, connect as openSocket, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ACCOUNT, acceptEvents, buildEvent, nextId } from "../conformance/builders.ts";
import type { Store, StoreErrorReason } from "../port/store.ts";
import { runOn } from "../testing/postgres-database.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { openPostgresStore } from "./index.ts";

let server: PostgresServer;
beforeEach(async () => {
  server = await startPostgres();
});
afterEach(() => server.destroy());

const publish = (store: Store, id: string) => store.commit([acceptEvents([buildEvent({ id })])]);
const outcomeOf = (commit: Promise<unknown>): Promise<StoreErrorReason | "stored"> =>
  commit.then(
    () => "stored",
    ({ reason }) => reason,
  );

describe("a server that is killed", () => {
  test("takes nothing along that was acknowledged, and commits go on when it is back", async () => {
    const store = await openPostgresStore({ url: server.url("postgres"), times: { reconnectMs: 500, askMs: 10_000 } });
    const outcomes = new Map<string, StoreErrorReason | "stored">();
    for (let round = 0; round < 3; round++) {
      const first = nextId("evt");
      outcomes.set(first, await outcomeOf(publish(store, first)));
      // Under way while it dies: each of them may be anything but told wrongly.
      const underWay = Array.from({ length: 20 }, () => nextId("evt"));
      const ending = underWay.map(async (id) => outcomes.set(id, await outcomeOf(publish(store, id))));
      await server.kill();
      await server.start();
      await Promise.all(ending);
    }
    const last = nextId("evt");
    expect(await outcomeOf(publish(store, last))).toBe("stored");
    outcomes.set(last, "stored");

    for (const [id, outcome] of outcomes) {
      if (outcome === "ambiguous") continue;
      const isThere = (await store.event(ACCOUNT, id)) !== undefined;
      expect({ id, outcome, isThere }).toEqual({ id, outcome, isThere: outcome === "stored" });
    }
    expect([...outcomes.values()]).not.toContain("ambiguous");
    await store.close();
  });

  test("is unavailable, for commits and for reads, and no longer than it is away", async () => {
    const store = await openPostgresStore({ url: server.url("postgres"), times: { reconnectMs: 100, askMs: 500 } });
    await server.kill();
    expect(await outcomeOf(publish(store, "evt_one"))).toBe("unavailable");
    await expect(store.event(ACCOUNT, "evt_one")).rejects.toMatchObject({ reason: "unavailable" });
    await server.start();
    expect(await outcomeOf(publish(store, "evt_two"))).toBe("stored");
    expect(await store.event(ACCOUNT, "evt_two")).toMatchObject({ id: "evt_two" });
    await store.close();
  });
});

/** A way to the server that loses what the server says, from a moment on. */
interface Way {
  readonly url: string;
  /** Hand on what the server is told, and cut the connection as soon as it has answered; then resolve. */
  loseAnswersTo(text: string): Promise<void>;
  close(): Promise<void>;
}

async function openWay(port: number): Promise<Way> {
  let trigger: string | undefined;
  let cut = (): void => {};
  const sockets = new Set<Socket>();
  const proxy: Server = createServer((client) => {
    const upstream = openSocket(port, "127.0.0.1");
    let deaf = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (trigger !== undefined && chunk.includes(trigger)) {
        trigger = undefined;
        deaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (!deaf) {
        client.write(chunk);
        return;
      }
      client.destroy();
      cut();
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port: own } = proxy.address() as { port: number };
  return {
    url: `postgres://callcall@127.0.0.1:${own}/postgres`,
    loseAnswersTo: (text) =>
      new Promise((resolve) => {
        trigger = text;
        cut = resolve;
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}

describe("a COMMIT whose answer is lost", () => {
  test("is told as done where it was done", async () => {
    const way = await openWay(server.port);
    const store = await openPostgresStore({ url: way.url });
    const lost = way.loseAnswersTo("COMMIT");
    expect(await outcomeOf(publish(store, "evt_one"))).toBe("stored");
    await lost;
    expect(await store.event(ACCOUNT, "evt_one")).toMatchObject({ id: "evt_one" });
    await store.close();
    await way.close();
  });

  test("is told as not done where the connection was lost before it", async () => {
    const way = await openWay(server.port);
    const store = await openPostgresStore({ url: way.url });
    const lost = way.loseAnswersTo("INSERT INTO callcall.events");
    expect(await outcomeOf(publish(store, "evt_one"))).toBe("unavailable");
    await lost;
    expect(await store.event(ACCOUNT, "evt_one")).toBeUndefined();
    expect(await outcomeOf(publish(store, "evt_one"))).toBe("stored");
    await store.close();
    await way.close();
  });

  test("is ambiguous where nobody can be asked", async () => {
    const way = await openWay(server.port);
    const store = await openPostgresStore({ url: way.url, times: { reconnectMs: 100, askMs: 300 } });
    const lost = way.loseAnswersTo("COMMIT");
    const outcome = outcomeOf(publish(store, "evt_one"));
    await lost;
    await way.close();
    expect(await outcome).toBe("ambiguous");
    await store.close();
  });
});

describe("two nodes", () => {
  test("the second one is refused, and takes over when the first one has ended", async () => {
    const url = server.url("postgres");
    const first = await openPostgresStore({ url });
    await expect(openPostgresStore({ url })).rejects.toMatchObject({ name: "StoreError", reason: "locked" });
    await first.close();
    const second = await openPostgresStore({ url });
    await second.close();
  });

  test("one whose row is gone changes nothing any more", async () => {
    const url = server.url("postgres");
    const store = await openPostgresStore({ url });
    await runOn(url, "DELETE FROM callcall.nodes");
    expect(await outcomeOf(publish(store, "evt_one"))).toBe("locked");
    expect(await store.event(ACCOUNT, "evt_one")).toBeUndefined();
    await store.close();
  });
});

test("a server that does not sync is refused", async () => {
  const careless = await startPostgres({ fsync: "off" });
  await expect(openPostgresStore({ url: careless.url("postgres") })).rejects.toMatchObject({ reason: "incompatible" });
  await careless.destroy();
});
