import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import type { StreamEntry } from "./api-types.ts";
import { createClient } from "./client.ts";
import { problem, type Reply, serve, Timers } from "./server.fixture.ts";
import type { StreamOptions, StreamState } from "./stream.ts";

const SILENCE_MS = 40_000;

const open = (response: ServerResponse, text = ""): ServerResponse => {
  response.writeHead(200, { "content-type": "text/event-stream" }).write(`retry: 1000\n\n${text}`);
  return response;
};
const entry = (id: number, kind = "api.call", more: object = {}): string =>
  `id: s${id}\nevent: ${kind}\ndata: ${JSON.stringify({ kind, at: `${id}`, ...more })}\n\n`;

/** A stream whose waits for a reconnection run out at once, and what is heard of it. */
async function start(reply: Reply, options: StreamOptions = {}) {
  const server = await serve(reply);
  const timers = new Timers();
  const states: StreamState[] = [];
  const client = createClient({
    ...{ baseUrl: server.url, apiKey: "key_a", random: () => 1 },
    after: timers.hurried(SILENCE_MS),
  });
  const stream = client.stream({ kinds: "api.call" }, { ...options, onState: (state) => states.push(state) });
  return { stream, states, timers, got: server.got };
}

/** Reads this many entries, then leaves the loop. */
async function take(stream: AsyncIterable<StreamEntry>, count: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const { at } of stream) if (seen.push(at) === count) break;
  return seen;
}
const names = (states: readonly StreamState[]): string[] =>
  states.map((state) => (state.state === "dead" ? `dead: ${state.reason}` : state.state));

describe("a stream", () => {
  test("hands out entries as they come, and closes its connection when the loop is left", async () => {
    let closed = (): void => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { stream, states, timers, got } = await start((response) => {
      open(response, entry(1) + entry(2)).on("close", closed);
    });
    expect(await take(stream, 2)).toEqual(["1", "2"]);
    await gone;
    expect(got[0]?.line).toBe("GET /api/v1/stream?kinds=api.call");
    expect(got[0]?.headers).toMatchObject({ accept: "text/event-stream", authorization: "Bearer key_a" });
    expect(got[0]?.headers).not.toHaveProperty("last-event-id");
    expect(names(states)).toEqual(["connecting", "open", "dead: stopped"]);
    expect(timers.waiting).toEqual([]);
  });

  test("goes on behind the last entry that was handed out, not the last that arrived", async () => {
    const { stream } = await start((response) => open(response, entry(1) + entry(2) + entry(3)), { lastEventId: "s0" });
    expect(stream.lastEventId).toBe("s0");
    await take(stream, 2);
    expect(stream.lastEventId).toBe("s2");
  });

  test("reconnects with Last-Event-ID, in growing steps until a connection opens", async () => {
    const { stream, states, timers, got } = await start((response, { headers }, nth) => {
      if (nth === 1) open(response, entry(1)).end();
      else if (nth === 2) response.destroy();
      else if (nth === 3) problem(response, 503, "unavailable");
      else if (nth === 4) problem(response, 429, "rate_limited", { "retry-after": "9" });
      else open(response, entry(headers["last-event-id"] === "s1" ? 2 : 99));
    });
    expect(await take(stream, 2)).toEqual(["1", "2"]);
    expect(got.slice(1).map(({ headers }) => headers["last-event-id"])).toEqual(["s1", "s1", "s1", "s1"]);
    expect(names(states)).toEqual([
      ...["connecting", "open", "reconnecting", "reconnecting", "reconnecting", "reconnecting", "open"],
      "dead: stopped",
    ]);
    expect(states.flatMap((state) => (state.state === "reconnecting" ? [state.delayMs] : []))).toEqual([
      1_000, 2_000, 4_000, 9_000,
    ]);
    expect(timers.waited).toEqual([1_000, 2_000, 4_000, 9_000]);
  });

  test("waits as long as the server says, within bounds", async () => {
    const { stream, timers } = await start((response, _got, nth) => {
      open(response, `retry: ${["0", "7000", "999999999"][nth - 1]}\n\n${entry(nth)}`).end();
    });
    await take(stream, 4);
    expect(timers.waited).toEqual([100, 7_000, 30_000]);
  });

  test("that went silent is dead, and made anew; a heartbeat is a sign of life", async () => {
    const { stream, states, timers, got } = await start((response, _got, nth) => {
      if (nth === 2) return void open(response, entry(2));
      open(response, entry(1));
      const silence = timers.waiting[0];
      const beat = setInterval(() => response.write(": heartbeat\n\n"), 1);
      const look = setInterval(() => {
        // A new timer has taken the place of the first: something was heard.
        const current = timers.waiting[0];
        if (current === undefined || current === silence) return;
        clearInterval(beat);
        clearInterval(look);
        current.fire();
      }, 5);
    });
    expect(await take(stream, 2)).toEqual(["1", "2"]);
    expect(names(states)).toEqual(["connecting", "open", "dead: silent", "reconnecting", "open", "dead: stopped"]);
    expect(timers.waited).toEqual([SILENCE_MS, 1_000]);
    expect(got[1]?.headers["last-event-id"]).toBe("s1");
  });

  test("that missed something says how much, and goes on", async () => {
    const { stream, states } = await start((response) => {
      open(response, entry(1, "stream.gap", { missed: 7 }) + entry(2));
    });
    expect(await take(stream, 2)).toEqual(["1", "2"]);
    expect(states.slice(1)).toEqual([
      { state: "open" },
      { state: "behind", missed: 7 },
      { state: "open" },
      { state: "dead", reason: "stopped" },
    ]);
  });

  test("ends without an error when its signal fires, wherever it is", async () => {
    const caller = new AbortController();
    const { stream, states } = await start((response) => open(response, entry(1)), { signal: caller.signal });
    for await (const _ of stream) queueMicrotask(() => caller.abort());
    expect(names(states)).toEqual(["connecting", "open", "dead: stopped"]);

    const early = await start((response) => open(response), { signal: AbortSignal.abort() });
    for await (const _ of early.stream) expect.unreachable();
    expect(early.got).toEqual([]);

    const waiting = new AbortController();
    const away = await start(
      (response) => {
        problem(response, 503, "unavailable");
        waiting.abort();
      },
      { signal: waiting.signal },
    );
    for await (const _ of away.stream) expect.unreachable();
    expect(names(away.states).at(-1)).toBe("dead: stopped");
  });

  test.each([
    ["401", (response: ServerResponse) => problem(response, 401, "unauthorized"), { code: "unauthorized" }],
    ["404", (response: ServerResponse) => problem(response, 404, "not_found"), { code: "not_found" }],
    ["a page", (response: ServerResponse) => void response.writeHead(200).end("<h1>"), { code: "no_problem" }],
  ])("that is refused with %s is over", async (_what, reply, error) => {
    const { stream, states, got } = await start(reply);
    await expect(take(stream, 1)).rejects.toMatchObject(error);
    expect(got).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ state: "dead", reason: "refused", error });
  });

  test("of something else than entries is over", async () => {
    const { stream, states } = await start((response) => open(response, "data: hello\n\n"));
    await expect(take(stream, 1)).rejects.toThrow("Cannot read the stream: a message is not JSON");
    expect(names(states).at(-1)).toBe("dead: refused");
  });

  test("reads characters that are cut in two, behind a byte-order mark", async () => {
    const bytes = Buffer.from(`\u{feff}${entry(1, "äöü€😀")}`);
    const { stream } = await start(async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const byte of bytes) await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
    });
    for await (const { kind } of stream) {
      expect(kind).toBe("äöü€😀");
      break;
    }
  });
});
