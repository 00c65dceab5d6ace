import type { StreamEntry } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import { ConsoleBuffer, LINES_MAX } from "./buffer.ts";

const AT = "2026-01-01T00:00:00.000Z";
const NOW = Date.parse(AT);

function event(number: number, more: Partial<StreamEntry> = {}): StreamEntry {
  return {
    kind: "event.accepted",
    at: AT,
    event_id: `evt_${number}`,
    event_type: "customer.qualified",
    deliveries: 1,
    ...more,
  };
}

function idsOf(buffer: ConsoleBuffer): readonly (string | undefined)[] {
  const view = buffer.view();
  return Array.from(
    { length: view.length },
    (_, index) => view.line(index)?.entry?.event_id ?? view.line(index)?.note?.state,
  );
}

function filled(count: number, max?: number): ConsoleBuffer {
  const buffer = new ConsoleBuffer(max);
  for (let number = 1; number <= count; number++) buffer.add(event(number), NOW);
  return buffer;
}

describe("ConsoleBuffer", () => {
  it("keeps the newest lines, never fewer than its size once it was full, and says how many had to go", () => {
    const buffer = filled(250, 100);
    expect(buffer.size).toBeGreaterThanOrEqual(100);
    expect(buffer.size).toBeLessThan(110);
    expect(buffer.size + buffer.dropped).toBe(250);
    expect(idsOf(buffer).at(-1)).toBe("evt_250");
    expect(idsOf(buffer)).toEqual(Array.from({ length: buffer.size }, (_, n) => `evt_${buffer.dropped + n + 1}`));
  });

  it("is bounded at its real size, with a filter that hides nearly everything as well", () => {
    const buffer = new ConsoleBuffer();
    buffer.setFilter({ id: "evt_3" });
    for (let number = 1; number <= LINES_MAX * 3; number++) buffer.add(event(number), NOW);
    expect(buffer.size).toBeLessThan(LINES_MAX * 1.1);
    expect(idsOf(buffer)).toEqual([]);
    expect(filled(3).view().length).toBe(3);
  });

  it("filters what is there and what comes", () => {
    const buffer = filled(3);
    buffer.setFilter({ type: "service.*" });
    expect(idsOf(buffer)).toEqual([]);
    buffer.add(event(4, { event_type: "service.matched" }), NOW);
    buffer.add(event(5), NOW);
    expect(idsOf(buffer)).toEqual(["evt_4"]);
    buffer.setFilter({});
    expect(idsOf(buffer)).toEqual(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5"]);
  });

  it("stops the screen, counts what is held back, and shows all of it afterwards", () => {
    const buffer = filled(2);
    buffer.pause();
    buffer.add(event(3), NOW);
    buffer.add(event(4), NOW);
    expect([buffer.paused, buffer.held]).toEqual([true, 2]);
    expect(idsOf(buffer)).toEqual(["evt_1", "evt_2"]);
    buffer.resume();
    expect([buffer.paused, buffer.held]).toEqual([false, 0]);
    expect(idsOf(buffer)).toEqual(["evt_1", "evt_2", "evt_3", "evt_4"]);
  });

  it("counts only what the filter would have shown", () => {
    const buffer = filled(1);
    buffer.setFilter({ kinds: ["events"] });
    buffer.pause();
    buffer.add(event(2, { kind: "webhook.changed" }), NOW);
    buffer.add(event(3), NOW);
    expect(buffer.held).toBe(1);
  });

  it("keeps what a stopped screen shows, however much arrives behind it", () => {
    const buffer = filled(5, 100);
    buffer.pause();
    for (let number = 6; number <= 500; number++) buffer.add(event(number), NOW);
    expect(idsOf(buffer)).toEqual(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5"]);
    expect(buffer.held).toBe(495);
    expect(buffer.size).toBeLessThan(110);
  });

  it("shows a note whatever the filter is", () => {
    const buffer = filled(1);
    buffer.setFilter({ failures: true });
    buffer.note({ state: "gap", missed: null, from: null, to: AT }, NOW);
    expect(idsOf(buffer)).toEqual(["gap"]);
  });

  it("is quiet until there is an entry, or something is missing", () => {
    const buffer = new ConsoleBuffer();
    buffer.note({ state: "connected" }, NOW);
    expect(buffer.view().quiet).toBe(true);
    buffer.add(event(1), NOW);
    expect(buffer.view().quiet).toBe(false);
    buffer.setFilter({ text: "nothing says this" });
    expect(buffer.view().quiet).toBe(true);
    buffer.note({ state: "gap", missed: null, from: null, to: AT }, NOW);
    expect(buffer.view().quiet).toBe(false);
  });

  it("clears", () => {
    const buffer = filled(200, 100);
    buffer.clear();
    expect([buffer.size, buffer.dropped, buffer.view().length]).toEqual([0, 0, 0]);
    buffer.add(event(1), NOW);
    expect(idsOf(buffer)).toEqual(["evt_1"]);
  });

  it("gives views that do not change under whoever holds one", () => {
    const buffer = filled(1);
    const before = buffer.view();
    expect(buffer.view()).toBe(before);
    buffer.add(event(2), NOW);
    expect(before.length).toBe(1);
    expect(before.line(1)).toBeUndefined();
    expect(buffer.view()).not.toBe(before);
  });

  it("exports what is shown, a JSON object to the line, entries as they came", () => {
    const buffer = filled(1);
    buffer.note({ state: "resumed" }, NOW);
    buffer.add(event(2, { path: "line\nend" }), NOW);
    const lines = buffer.exportText().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      event(1),
      { note: { state: "resumed" }, at: AT },
      event(2, { path: "line\nend" }),
    ]);
  });

  it("takes a burst of 2,000 entries a second for a minute in a fraction of it", () => {
    const buffer = new ConsoleBuffer();
    buffer.setFilter({ text: "qualified" });
    const started = performance.now();
    for (let number = 0; number < 120_000; number++) {
      buffer.add(event(number), NOW + number / 2);
      if (number % 33 === 0) buffer.view();
    }
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(buffer.rate.perSecond(NOW + 60_000)).toBeCloseTo(2_000, -1);
  });
});
