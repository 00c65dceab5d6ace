import type { StreamEntry } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import type { LiveStatus } from "../../live/hub.ts";
import { ConsoleBuffer } from "./buffer.ts";
import { ConsoleSession } from "./session.ts";

const AT = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:01:00.000Z";
const entry = (id: string): StreamEntry => ({ kind: "event.accepted", at: AT, event_id: id });
const status = (state: LiveStatus["state"], why: string | null = null): LiveStatus => ({ state, why, failures: 0 });

function harness() {
  const buffer = new ConsoleBuffer();
  let timer: (() => void) | undefined;
  const session = new ConsoleSession(buffer, {
    nowMs: () => Date.parse(AT),
    after: (_ms, callback) => {
      timer = callback;
      return () => {
        timer = undefined;
      };
    },
  });
  const lines = (): readonly string[] => {
    const view = buffer.view();
    return Array.from({ length: view.length }, (_, index) => {
      const line = view.line(index);
      return line?.entry?.event_id ?? line?.note?.state ?? "?";
    });
  };
  return { session, buffer, lines, expire: () => timer?.() };
}

describe("ConsoleSession", () => {
  it("says once that it is connected", () => {
    const { session, lines } = harness();
    session.status(status("connecting"));
    session.status(status("open"));
    session.entry(entry("a"));
    expect(lines()).toEqual(["connected", "a"]);
  });

  it("says that nothing was missed only once the first entry shows it", () => {
    const { session, lines } = harness();
    session.status(status("open"));
    session.entry(entry("a"));
    session.status(status("reconnecting", "the server ended the stream"));
    session.status(status("reconnecting", "refused"));
    session.status(status("open"));
    expect(lines()).toEqual(["connected", "a", "lost"]);
    session.entry(entry("b"));
    expect(lines()).toEqual(["connected", "a", "lost", "resumed", "b"]);
  });

  it("says so after a while when nothing comes at all", () => {
    const { session, lines, expire } = harness();
    session.status(status("open"));
    session.status(status("reconnecting", "x"));
    session.status(status("open"));
    expire();
    expect(lines()).toEqual(["connected", "lost", "resumed"]);
  });

  it("shows the gap in the place of that, with the times between which something is missing", () => {
    const { session, buffer, lines, expire } = harness();
    session.status(status("open"));
    session.entry(entry("a"));
    session.status(status("reconnecting", "x"));
    session.status(status("open"));
    session.entry({ kind: "stream.gap", at: LATER, missed: null });
    expire();
    session.entry(entry("b"));
    expect(lines()).toEqual(["connected", "a", "lost", "gap", "b"]);
    expect(buffer.view().line(3)?.note).toEqual({ state: "gap", missed: null, from: AT, to: LATER });
  });

  it("knows how far it is behind, whatever lies between the two clocks", () => {
    const { session } = harness();
    const skewed = (ms: number): StreamEntry => ({
      ...entry("a"),
      at: new Date(Date.parse(AT) - 3_600_000 - ms).toISOString(),
    });
    session.entry(skewed(0));
    expect(session.behindMs).toBe(0);
    session.entry(skewed(12_000));
    expect(session.behindMs).toBe(12_000);
    session.entry(skewed(5));
    expect(session.behindMs).toBe(5);
  });

  it("goes through several breaks", () => {
    const { session, lines } = harness();
    session.status(status("open"));
    for (const id of ["a", "b"]) {
      session.status(status("reconnecting", "x"));
      session.status(status("open"));
      session.status(status("reconnecting", "again"));
      session.status(status("open"));
      session.entry(entry(id));
    }
    expect(lines()).toEqual(["connected", "lost", "lost", "resumed", "a", "lost", "lost", "resumed", "b"]);
  });
});
