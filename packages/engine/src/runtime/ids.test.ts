import { ID_PREFIXES, type IdKind, isId } from "@callcall/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "./clock.ts";
import { createIds } from "./ids.ts";
import { type Random, systemRandom } from "./random.ts";

const clockAt = (now: () => number): Clock => ({ nowMs: now, monotonicMs: () => 0 });
const kinds = Object.keys(ID_PREFIXES) as IdKind[];

describe("ids", () => {
  it.each(kinds)("of kind %s have their form, and no dot", (kind) => {
    const id = createIds(clockAt(Date.now), systemRandom).next(kind);
    expect(id).toMatch(new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-Za-z]{22}$`));
    expect(isId(kind, id)).toBe(true);
  });

  it("are in the order of the calls, whatever the clock does", () => {
    const steps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -100_000_000, max: 1_000 })), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (jumps) => {
        let now = 1_738_896_900_000;
        const ids = createIds(
          clockAt(() => now),
          systemRandom,
        );
        const made = jumps.map((jump) => {
          now += jump;
          return ids.next("event");
        });
        expect([...made].sort()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });

  it("are in the order of time across processes", () => {
    const made = [1_738_896_900_000, 1_738_896_900_001, 1_800_000_000_000, 4_000_000_000_000].map((ms) =>
      createIds(
        clockAt(() => ms),
        systemRandom,
      ).next("event"),
    );
    expect([...made].sort()).toEqual(made);
  });

  it("are unique, a million within one millisecond included", () => {
    const ids = createIds(
      clockAt(() => 1_738_896_900_000),
      systemRandom,
    );
    const seen = new Set<string>();
    let last = "";
    let sorted = true;
    for (let n = 0; n < 1_000_000; n++) {
      const id = ids.next("delivery");
      sorted &&= id > last;
      last = id;
      seen.add(id);
    }
    expect(seen.size).toBe(1_000_000);
    expect(sorted).toBe(true);
  });

  it.each([0x00, 0xff])("hold at the ends of chance: every byte %i", (byte) => {
    const constant: Random = { bytes: (length) => new Uint8Array(length).fill(byte), fraction: () => 0 };
    const ids = createIds(
      clockAt(() => 1_738_896_900_000),
      constant,
    );
    const made = Array.from({ length: 5_000 }, () => ids.next("event"));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(5_000);
    for (const id of made) expect(id).toMatch(/^evt_[0-9A-Za-z]{22}$/);
  });
});
