import { LIMITS, type StreamEntry } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import type { StreamItem } from "./port.ts";
import { createStream } from "./stream.ts";

const entry = (n: number): StreamEntry => ({
  kind: "webhook.changed",
  at: "2025-02-07T02:55:00.000Z",
  webhook_id: `wh_${n}`,
  status: "enabled",
});

const stream = (boot = "boot1") => createStream(boot, () => 0);

function follow(subject: ReturnType<typeof stream>, accountId: string, lastEventId?: string) {
  const items: StreamItem[] = [];
  const stop = subject.follow(accountId, lastEventId, (item) => items.push(item));
  return { items, stop, ids: () => items.map(({ entry }) => ("webhook_id" in entry ? entry.webhook_id : entry.kind)) };
}

describe("the stream", () => {
  it("tells followers what happens, in order, and nobody what was before", () => {
    const subject = stream();
    subject.announce("acct_1", entry(0));
    const follower = follow(subject, "acct_1");
    for (let n = 1; n <= 3; n++) subject.announce("acct_1", entry(n));
    expect(follower.ids()).toEqual(["wh_1", "wh_2", "wh_3"]);
    expect(new Set(follower.items.map((item) => item.id)).size).toBe(3);
  });

  it("stops when it is told to", () => {
    const subject = stream();
    const [one, two] = [follow(subject, "acct_1"), follow(subject, "acct_1")];
    one.stop();
    one.stop();
    subject.announce("acct_1", entry(1));
    expect([one.ids(), two.ids()]).toEqual([[], ["wh_1"]]);
  });

  it("keeps accounts apart, live and on resuming", () => {
    const subject = stream();
    const [mine, theirs] = [follow(subject, "acct_1"), follow(subject, "acct_2")];
    follow(subject, "acct_3");
    subject.announce("acct_1", entry(1));
    subject.announce("acct_2", entry(2));
    subject.announce("acct_1", entry(3));
    expect([mine.ids(), theirs.ids()]).toEqual([["wh_1", "wh_3"], ["wh_2"]]);
    expect(follow(subject, "acct_2", mine.items[0]?.id).ids()).toEqual(["wh_2"]);
    expect(follow(subject, "acct_3", mine.items[0]?.id).ids()).toEqual([]);
  });

  it("goes on after the last entry that was seen, without a gap and without repeating", () => {
    const subject = stream();
    const first = follow(subject, "acct_1");
    for (let n = 1; n <= 5; n++) subject.announce("acct_1", entry(n));
    first.stop();
    const resumed = follow(subject, "acct_1", first.items[1]?.id);
    subject.announce("acct_1", entry(6));
    expect(resumed.ids()).toEqual(["wh_3", "wh_4", "wh_5", "wh_6"]);
    expect(resumed.items.slice(0, 3)).toEqual(first.items.slice(2));
  });

  it("goes on as long as everything since is held, and tells of a gap from then on", () => {
    const subject = stream();
    const first = follow(subject, "acct_1");
    for (let n = 1; n <= 3; n++) subject.announce("acct_1", entry(n));
    first.stop();
    follow(subject, "acct_2");
    const [one, two] = first.items;
    for (let n = 4; n <= LIMITS.stream_buffered_entries + 2; n++) subject.announce("acct_2", entry(n));
    expect(follow(subject, "acct_1", two?.id).ids()).toEqual(["wh_3"]);
    expect(follow(subject, "acct_1", one?.id).ids()).toEqual(["stream.gap"]);
  });

  it("resumes from a gap like from any entry", () => {
    const subject = stream();
    subject.announce("acct_1", entry(1));
    const gap = follow(subject, "acct_1", "boot0-5");
    expect(gap.ids()).toEqual(["stream.gap"]);
    subject.announce("acct_1", entry(2));
    expect(follow(subject, "acct_1", gap.items[0]?.id).ids()).toEqual(["wh_2"]);
  });

  it.each(["boot0-1", "boot1-99", "boot1-", "-1", "x", "boot1-1e3", "boot1-0x1", `boot1-${"9".repeat(400)}`, ""])(
    "tells of a gap after %.20j",
    (lastEventId) => {
      const subject = stream();
      subject.announce("acct_1", entry(1));
      expect(follow(subject, "acct_1", lastEventId).ids()).toEqual(["stream.gap"]);
    },
  );

  it("holds no more than it should", () => {
    const subject = stream();
    const first = follow(subject, "acct_1");
    subject.announce("acct_1", entry(0));
    first.stop();
    const start = first.items[0]?.id;
    for (let n = 1; n <= LIMITS.stream_buffered_entries; n++) subject.announce("acct_1", entry(n));
    expect(follow(subject, "acct_1", start).items).toHaveLength(LIMITS.stream_buffered_entries);
  });

  it("holds nothing of an account that nobody follows, and says so to whoever asks for it", () => {
    const subject = stream();
    const [mine, theirs] = [follow(subject, "acct_1"), follow(subject, "acct_2")];
    subject.announce("acct_1", entry(1));
    // Of another account, which would push it out if they were held.
    for (let n = 2; n <= LIMITS.stream_buffered_entries + 2; n++) subject.announce("acct_3", entry(n));
    subject.announce("acct_2", entry(3));
    mine.stop();
    expect(follow(subject, "acct_1", theirs.items[0]?.id).ids()).toEqual([]);
    expect(follow(subject, "acct_3", mine.items[0]?.id).ids()).toEqual(["stream.gap"]);
  });

  it("tells of a gap once more has happened than is held since the last follower left, and holds on from there", () => {
    const subject = stream();
    const first = follow(subject, "acct_1");
    subject.announce("acct_1", entry(1));
    first.stop();
    const last = first.items[0]?.id;
    for (let n = 2; n <= LIMITS.stream_buffered_entries + 3; n++) subject.announce("acct_1", entry(n));
    const second = follow(subject, "acct_1", last);
    subject.announce("acct_1", entry(0));
    expect(second.ids()).toEqual(["stream.gap", "wh_0"]);
    second.stop();
    subject.announce("acct_1", entry(4));
    expect(follow(subject, "acct_1", second.items[0]?.id).ids()).toEqual(["wh_0", "wh_4"]);
  });

  it("drops a follower that throws, and nobody else", () => {
    const subject = stream();
    let calls = 0;
    subject.follow("acct_1", undefined, () => {
      calls += 1;
      throw new Error("its own trouble");
    });
    const other = follow(subject, "acct_1");
    subject.announce("acct_1", entry(1));
    subject.announce("acct_1", entry(2));
    expect(calls).toBe(1);
    expect(other.ids()).toEqual(["wh_1", "wh_2"]);
  });
});
