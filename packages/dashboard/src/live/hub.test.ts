import type { StreamEntry } from "@callcall/webhooks/client";
import { describe, expect, it, vi } from "vitest";
import { LiveHub, type LivePorts, type Source, type SourceState } from "./hub.ts";

const entry = (id: string): StreamEntry => ({ kind: "event.accepted", at: "2026-01-01T00:00:00.000Z", event_id: id });

interface Opened {
  readonly lastEventId: string | undefined;
  readonly signal: AbortSignal;
  tell(state: SourceState): void;
  send(id: string): Promise<void>;
}

function harness() {
  const opened: Opened[] = [];
  const timers: { ms: number; run: () => void; off: boolean }[] = [];
  const ports: LivePorts = {
    open({ lastEventId, signal, onState }) {
      const queue: StreamEntry[] = [];
      let wake = (): void => {};
      let last = lastEventId;
      signal.addEventListener("abort", () => wake());
      const source: Source = {
        get lastEventId() {
          return last;
        },
        async *[Symbol.asyncIterator]() {
          while (!signal.aborted) {
            const next = queue.shift();
            if (next !== undefined) {
              last = next.event_id;
              yield next;
            } else {
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
            }
          }
        },
      };
      opened.push({
        lastEventId,
        signal,
        tell: onState,
        async send(id) {
          queue.push(entry(id));
          wake();
          await vi.waitFor(() => expect(last).toBe(id));
        },
      });
      return source;
    },
    after(ms, run) {
      const timer = { ms, run, off: false };
      timers.push(timer);
      return () => {
        timer.off = true;
      };
    },
  };
  const expire = (): void => {
    for (const timer of timers.splice(0)) if (!timer.off) timer.run();
  };
  return { hub: new LiveHub(ports), opened, timers, expire };
}

describe("LiveHub", () => {
  it("opens one stream for all who listen, and hands every entry to each", async () => {
    const { hub, opened } = harness();
    const one: string[] = [];
    const two: string[] = [];
    hub.listen({ onEntry: ({ event_id = "" }) => one.push(event_id) });
    const leave = hub.listen({ onEntry: ({ event_id = "" }) => two.push(event_id) });
    await opened[0]?.send("a");
    leave();
    await opened[0]?.send("b");
    expect(opened).toHaveLength(1);
    expect([one, two]).toEqual([["a", "b"], ["a"]]);
  });

  it("stays open from one screen to the next, closes after the last, and goes on where it stopped", async () => {
    const { hub, opened, expire } = harness();
    hub.listen({})();
    hub.listen({});
    expire();
    expect(opened).toHaveLength(1);
    expect(opened[0]?.signal.aborted).toBe(false);

    const second = harness();
    const leave = second.hub.listen({});
    await second.opened[0]?.send("a");
    leave();
    second.expire();
    expect(second.opened[0]?.signal.aborted).toBe(true);
    expect(second.hub.status.state).toBe("idle");
    second.hub.listen({});
    expect(second.opened[1]?.lastEventId).toBe("a");
  });

  it("lets go of the connection while nobody sees the page, unless somebody wants it all the same", () => {
    const { hub, opened, timers, expire } = harness();
    hub.listen({});
    hub.setHidden(true);
    expect(timers.at(-1)?.ms).toBe(30_000);
    expire();
    expect(opened[0]?.signal.aborted).toBe(true);
    hub.setHidden(false);
    expect(opened).toHaveLength(2);

    hub.listen({ whileHidden: true });
    hub.setHidden(true);
    expire();
    expect(opened[1]?.signal.aborted).toBe(false);
  });

  it("tells how it is doing, once per change", () => {
    const { hub, opened } = harness();
    const states: string[] = [];
    hub.listen({ onStatus: ({ state, why }) => states.push(why === null ? state : `${state}: ${why}`) });
    opened[0]?.tell({ state: "connecting" });
    opened[0]?.tell({ state: "open" });
    opened[0]?.tell({ state: "open" });
    opened[0]?.tell({ state: "dead", reason: "silent" });
    opened[0]?.tell({ state: "reconnecting", error: new Error("no answer"), failures: 1, delayMs: 1000 });
    opened[0]?.tell({ state: "dead", reason: "refused", error: new Error("signed out") });
    expect(states).toEqual(["connecting", "open", "reconnecting: no answer", "dead: signed out"]);
  });

  it("connects again when asked to, and hears nothing from the connection before", async () => {
    const { hub, opened } = harness();
    const got: string[] = [];
    hub.listen({ onEntry: ({ event_id = "" }) => got.push(event_id) });
    opened[0]?.tell({ state: "dead", reason: "refused", error: new Error("signed out") });
    hub.reconnect();
    opened[0]?.tell({ state: "open" });
    expect(hub.status.state).toBe("idle");
    opened[1]?.tell({ state: "open" });
    await opened[1]?.send("a");
    expect(hub.status.state).toBe("open");
    expect(got).toEqual(["a"]);
  });
});
