import { OUTCOMES } from "@callcall/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnreached, OUTAGE_DWELL_MS, OUTAGE_FEWEST_HOSTS, OUTAGE_WINDOW_MS, OutageJudge } from "./outage.ts";

const host = (index: number): string => `host${index}.example`;

/** Each host once, a millisecond apart. */
function told(judge: OutageJudge, from: number, to: number, reached: boolean, atMs = 0): void {
  for (let index = from; index < to; index++) judge.note(host(index), reached, atMs + index);
}

/** As told, and the first of them once more when the dwell is over. */
function failing(judge: OutageJudge, from: number, to: number, atMs = 0): void {
  told(judge, from, to, false, atMs);
  judge.note(host(from), false, atMs + to + OUTAGE_DWELL_MS);
}

describe("an outage of our own", () => {
  it("begins when more than half of the hosts cannot be reached, and not with half of them", () => {
    const judge = new OutageJudge();
    told(judge, 0, 5, true);
    failing(judge, 5, 10);
    expect(judge.sinceMs).toBeNull();
    judge.note(host(10), false, 2_000);
    expect(judge.note(host(10), false, 1_999 + OUTAGE_DWELL_MS)).toBeNull();
    expect(judge.note(host(10), false, 2_000 + OUTAGE_DWELL_MS)).toBe("began");
    expect(judge.sinceMs).toBe(2_000);
    expect(judge.evidence).toEqual({ hosts: 11, unreached: 6 });
  });

  it("is not concluded from refusals that come back before the answers", () => {
    const judge = new OutageJudge();
    told(judge, 0, 6, false);
    told(judge, 6, 12, true);
    told(judge, 0, 6, false, 2_000);
    expect(judge.sinceMs).toBeNull();
  });

  it("is not judged with fewer hosts than that, however often they fail", () => {
    const judge = new OutageJudge();
    for (let round = 0; round < 20; round++) failing(judge, 0, OUTAGE_FEWEST_HOSTS - 1, round * 1_000);
    expect(judge.sinceMs).toBeNull();
    failing(judge, 0, OUTAGE_FEWEST_HOSTS, 20_000);
    expect(judge.sinceMs).not.toBeNull();
  });

  it("goes by the last half minute, and by each host's last try", () => {
    const judge = new OutageJudge();
    told(judge, 0, 4, false);
    failing(judge, 4, 8, OUTAGE_WINDOW_MS);
    expect(judge.sinceMs).toBeNull();
    const other = new OutageJudge();
    told(other, 0, 4, false);
    told(other, 0, 4, true, 100);
    failing(other, 4, 8, 200);
    expect(other.sinceMs).toBeNull();
  });

  it("ends when somebody is reached and half of the hosts are", () => {
    const judge = new OutageJudge();
    failing(judge, 0, 6);
    told(judge, 0, 2, true, 2_000);
    expect(judge.sinceMs).not.toBeNull();
    expect(judge.note(host(2), true, 3_000)).toBe("ended");
    expect(judge.sinceMs).toBeNull();
  });

  it("does not end by itself while nothing is tried, and ends with the first one reached after that", () => {
    const judge = new OutageJudge();
    failing(judge, 0, 6);
    judge.note(host(0), false, 3_600_000);
    expect(judge.sinceMs).not.toBeNull();
    expect(judge.note(host(1), true, 4_000_000)).toBe("ended");
  });

  it("is not concluded from hosts that were failing before, while nobody else is tried", () => {
    const judge = new OutageJudge();
    told(judge, 0, 20, true);
    failing(judge, 20, 40);
    for (let minute = 1; minute < 10; minute++) failing(judge, 20, 40, minute * 60_000);
    expect(judge.sinceMs).toBeNull();
    failing(judge, 0, 5, 600_000);
    expect(judge.sinceMs).not.toBeNull();
  });

  it("is seen again when it comes back", () => {
    const judge = new OutageJudge();
    failing(judge, 0, 6);
    failing(judge, 0, 6, 300_000);
    expect(judge.note(host(0), true, 400_000)).toBe("ended");
    failing(judge, 0, 6, 410_000);
    expect(judge.sinceMs).not.toBeNull();
  });

  it("counts right, whatever it is told", () => {
    const notes = fc.array(fc.tuple(fc.nat(12), fc.boolean(), fc.nat(20_000)), { maxLength: 200 });
    fc.assert(
      fc.property(notes, (all) => {
        const judge = new OutageJudge();
        let nowMs = 0;
        const last = new Map<string, { reached: boolean; atMs: number }>();
        for (const [index, reached, laterMs] of all) {
          nowMs += laterMs;
          judge.note(host(index), reached, nowMs);
          last.set(host(index), { reached, atMs: nowMs });
          const recent = [...last.values()].filter(({ atMs }) => atMs >= nowMs - OUTAGE_WINDOW_MS);
          expect(judge.evidence.hosts).toBeLessThanOrEqual(recent.length);
          expect(judge.evidence.unreached).toBeLessThanOrEqual(recent.filter((one) => !one.reached).length);
          expect(judge.evidence.unreached).toBeGreaterThanOrEqual(0);
          expect(judge.evidence.hosts - judge.evidence.unreached).toBe(recent.filter((one) => one.reached).length);
        }
      }),
    );
  });
});

it("takes the classes of names and connections for not reached, and no other", () => {
  expect(OUTCOMES.filter(isUnreached).sort()).toEqual([
    "connect_refused",
    "dns_no_address",
    "dns_nxdomain",
    "dns_unavailable",
    "timeout_connect",
  ]);
});
