import { describe, expect, it } from "vitest";
import { parcel, webhookRecord } from "../testing/records.ts";
import { Lane, type LaneLimits } from "./lane.ts";
import { LANE_FRESH_MAX, LANE_QUEUE_MAX } from "./lane-queue.ts";
import type { Parcel } from "./parcel.ts";
import { ParcelBudget } from "./parcel-budget.ts";

/** The wall clock at the steady clock's zero. */
const WALL = 1_738_896_900_000;
const at = (ms: number) => ({ wallMs: WALL + ms, steadyMs: ms });
const NOW = at(0);
const NEVER = Number.POSITIVE_INFINITY;

const limits = (most: number): LaneLimits => ({ most, breaker: true, parcels: new ParcelBudget(50_000) });

function lane(changes: Parameters<typeof webhookRecord>[0] = {}, capacity = 2): Lane {
  return new Lane(webhookRecord(changes), limits(capacity));
}

function fill(target: Lane, count: number, from = 0): void {
  for (let n = from; n < from + count; n++) target.enqueue(parcel(`dlv_${n}`));
}

/** Send everything that may go now. */
function drain(target: Lane, ms = 0): string[] {
  const sent: Parcel[] = [];
  while (target.step(at(ms)).kind === "send") {
    const head = target.take(at(ms));
    sent.push(head);
    target.drop(head);
    target.vacate();
  }
  return sent.map(({ deliveryId }) => deliveryId);
}

describe("slots", () => {
  it("are as many as the capacity, and come back", () => {
    const subject = lane({}, 2);
    fill(subject, 3);
    subject.take(NOW);
    subject.take(NOW);
    expect(subject.step(NOW)).toEqual({ kind: "rest" });
    subject.vacate();
    expect(subject.step(NOW)).toEqual({ kind: "send" });
  });

  it("are one in a FIFO lane", () => {
    const subject = lane({ ordering: "fifo" }, 16);
    fill(subject, 2);
    subject.take(NOW);
    expect(subject.step(NOW)).toEqual({ kind: "rest" });
    expect(subject.canSendAtOnce(NOW)).toBe(false);
  });
});

describe("a booking", () => {
  it("keeps what is booked later from overtaking it in a FIFO lane, and only there", () => {
    const fifo = lane({ ordering: "fifo" });
    fifo.book();
    expect(fifo.canSendAtOnce(NOW)).toBe(false);
    fifo.unbook();
    expect(fifo.canSendAtOnce(NOW)).toBe(true);
    const unordered = lane();
    unordered.book();
    expect(unordered.canSendAtOnce(NOW)).toBe(true);
  });
});

describe("an open breaker", () => {
  const answered = (subject: Lane, failed: boolean, ms: number, count = 1): void => {
    for (let n = 0; n < count; n++) subject.answered({ failed, tookMs: 5, steadyMs: ms, random: 0 });
  };
  const retry = (deliveryId: string, dueMs: number) => parcel(deliveryId, { attemptCount: 1, dueMs: WALL + dueMs });

  it("keeps back what has not been attempted, but for a single probe when its time has come", () => {
    const subject = lane({}, 16);
    fill(subject, 3);
    answered(subject, true, 0, 10);
    expect(subject.canSendAtOnce(NOW)).toBe(false);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 1_000 });
    expect(subject.step(at(1_000))).toEqual({ kind: "send" });
    subject.take(at(1_000));
    expect(subject.step(at(1_000))).toEqual({ kind: "rest" });
    answered(subject, true, 1_005);
    subject.vacate();
    expect(subject.step(at(1_005))).toEqual({ kind: "wait", ms: 2_000 });
  });

  it("lets retries go when they are due, one at a time, before anything else", () => {
    const subject = lane({}, 16);
    fill(subject, 1);
    answered(subject, true, 0, 10);
    // They wait in the store, as retries do.
    subject.expect(WALL + 500);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 500 });
    expect(subject.step(at(500))).toEqual({ kind: "refill" });
    subject.startRefill();
    subject.finishRefill([retry("dlv_a", 500), retry("dlv_b", 500)], NEVER);
    expect(subject.step(at(500))).toEqual({ kind: "send" });
    expect(subject.take(at(500)).deliveryId).toBe("dlv_a");
    expect(subject.step(at(500))).toEqual({ kind: "rest" });
    subject.vacate();
    expect(subject.take(at(500)).deliveryId).toBe("dlv_b");
    subject.vacate();
    expect(subject.step(at(500))).toEqual({ kind: "wait", ms: 500 });
    expect(subject.take(at(1_000)).deliveryId).toBe("dlv_0");
  });

  it("keeps the order of a FIFO lane", () => {
    const subject = lane({ ordering: "fifo" });
    fill(subject, 1);
    subject.enqueue(retry("dlv_late", 0));
    answered(subject, true, 0, 10);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 1_000 });
    expect(subject.take(at(1_000)).deliveryId).toBe("dlv_0");
  });

  it("closes at a success, and requests then come slowly at first", () => {
    const subject = lane({}, 16);
    fill(subject, 20);
    answered(subject, true, 0, 10);
    const inFlight: number[] = [];
    for (let round = 0; round < 6; round++) {
      let sent = 0;
      while (subject.step(at(1_000)).kind === "send") {
        subject.take(at(1_000));
        sent += 1;
      }
      inFlight.push(sent);
      for (let n = 0; n < sent; n++) {
        answered(subject, false, 1_000);
        subject.vacate();
      }
    }
    expect(inFlight).toEqual([1, 1, 2, 4, 8, 4]);
  });

  it("is closed by another address, and when the webhook is enabled by hand", () => {
    const subject = lane();
    answered(subject, true, 0, 10);
    subject.configure(webhookRecord({ description: "other" }));
    expect(subject.breaker.kind).toBe("open");
    subject.configure(webhookRecord({ url: "https://mended.example/" }));
    expect(subject.breaker.kind).toBe("closed");
    answered(subject, true, 0, 10);
    subject.renew(webhookRecord());
    expect(subject.breaker.kind).toBe("closed");
  });

  it("is not there where it is switched off", () => {
    const subject = new Lane(webhookRecord(), { ...limits(16), breaker: false });
    answered(subject, true, 0, 100);
    expect(subject.breaker.kind).toBe("closed");
  });
});

describe("a backlog", () => {
  it("takes turns with what is published meanwhile", () => {
    const subject = lane({}, 16);
    subject.reload();
    subject.startRefill();
    for (const n of [1, 2, 3]) subject.enqueue(parcel(`dlv_new_${n}`));
    subject.finishRefill(
      [1, 2, 3].map((n) => parcel(`dlv_old_${n}`)),
      NEVER,
    );
    const order = drain(subject);
    expect(order.map((id) => id.slice(4, 7))).toEqual(["old", "new", "old", "new", "old", "new"]);
  });
});

describe("a closed lane", () => {
  it("is not opened again by a delivery that was committed before the webhook was deleted", () => {
    const subject = lane();
    subject.close();
    subject.configure(webhookRecord({ status: "enabled" }));
    fill(subject, 1);
    expect(subject.step(NOW)).toEqual({ kind: "rest" });
  });
});

describe("sending at once", () => {
  it("is for a lane in which nothing waits", () => {
    expect(lane().canSendAtOnce(NOW)).toBe(true);
  });

  it.each([
    ["queued", (subject: Lane): void => fill(subject, 1)],
    ["in the store", (subject: Lane): void => subject.reload()],
    ["being read", (subject: Lane): void => void subject.startRefill()],
    ["resting", (subject: Lane): void => subject.rest(0, 1_000)],
    [
      "paused",
      (subject: Lane) =>
        subject.learn({ health: { pausedUntilMs: WALL + 1, failingSinceMs: null, failedAttempts: 0 }, disable: null }),
    ],
    ["disabled", (subject: Lane) => subject.learn({ health: null, disable: "gone" })],
  ] as const)("is not where something is %s", (_, prepare) => {
    const subject = lane();
    prepare(subject);
    expect(subject.canSendAtOnce(NOW)).toBe(false);
  });
});

describe("waiting", () => {
  it("lasts until the pause is over", () => {
    const subject = lane({ pausedUntilMs: WALL + 5000 });
    fill(subject, 1);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 5_000 });
    expect(subject.step(at(5_000))).toEqual({ kind: "send" });
  });

  it("lasts until the head of a FIFO lane is due, whatever comes after it", () => {
    const subject = lane({ ordering: "fifo" });
    fill(subject, 2);
    const head = subject.take(NOW);
    subject.drop(head);
    subject.vacate();
    subject.putBack({ ...head, dueMs: WALL + 2000 });
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 2_000 });
    expect(drain(subject, 2_000)).toEqual(["dlv_0", "dlv_1"]);
  });

  it("lasts until the earliest known retry, and then the store is read", () => {
    const subject = lane();
    subject.expect(WALL + 8000);
    subject.expect(WALL + 4000);
    subject.expect(WALL + 6000);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 4_000 });
    expect(subject.step(at(4_000))).toEqual({ kind: "refill" });
  });

  it("keeps to the rate, which a wall clock that steps back does not touch", () => {
    const subject = lane({ rateLimitPerSecond: 10 }, 16);
    fill(subject, 3);
    expect(drain(subject)).toEqual(["dlv_0"]);
    const hourBefore = { wallMs: WALL - 3_600_000, steadyMs: 40 };
    expect(subject.step(hourBefore)).toEqual({ kind: "wait", ms: 60 });
    expect(subject.step({ ...hourBefore, steadyMs: 100 })).toEqual({ kind: "send" });
  });

  it("rests after a failure of the store, which a wall clock that steps back does not touch either", () => {
    const subject = lane();
    subject.abandonRefill();
    subject.rest(0, 1_000);
    expect(subject.step({ wallMs: WALL - 5, steadyMs: 400 })).toEqual({ kind: "wait", ms: 600 });
    expect(subject.step({ wallMs: WALL - 5, steadyMs: 1_000 })).toEqual({ kind: "refill" });
  });
});

describe("memory", () => {
  it("holds what fits; the rest stays in the store, and is read when there is room", () => {
    const subject = lane({}, 16);
    const held = LANE_QUEUE_MAX + LANE_FRESH_MAX;
    fill(subject, held + 10);
    expect(drain(subject)).toHaveLength(held);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
    expect(subject.startRefill()).toBe(LANE_QUEUE_MAX);
    subject.finishRefill(
      Array.from({ length: 10 }, (_, n) => parcel(`dlv_late_${n}`)),
      NEVER,
    );
    expect(drain(subject)).toHaveLength(10);
    expect(subject.step(NOW)).toEqual({ kind: "rest" });
    expect(subject.canSendAtOnce(NOW)).toBe(true);
  });

  it("takes nothing out of turn while the store holds earlier ones", () => {
    const subject = lane({ ordering: "fifo" });
    subject.reload();
    subject.enqueue(parcel("dlv_9"));
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
    subject.startRefill();
    subject.finishRefill([parcel("dlv_1"), parcel("dlv_9")], NEVER);
    expect(drain(subject)).toEqual(["dlv_1", "dlv_9"]);
  });

  it("asks for the rows that it holds as well, and takes none twice", () => {
    const subject = lane({}, 16);
    fill(subject, 2);
    subject.take(NOW);
    subject.reload();
    expect(subject.startRefill()).toBe(LANE_QUEUE_MAX + 1);
    subject.finishRefill([parcel("dlv_0"), parcel("dlv_1")], NEVER);
    expect(drain(subject)).toEqual(["dlv_1"]);
  });

  it("goes on reading while there are as many rows as it asks for", () => {
    const subject = lane({}, 16);
    subject.reload();
    const limit = subject.startRefill();
    subject.finishRefill(
      Array.from({ length: limit }, (_, n) => parcel(`dlv_${n}`)),
      NEVER,
    );
    expect(drain(subject)).toHaveLength(limit);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });

  it("takes in retries that are due although its queue never empties", () => {
    const subject = lane();
    fill(subject, 5);
    subject.expect(WALL + 1000);
    expect(subject.step(at(999))).toEqual({ kind: "send" });
    expect(subject.step(at(1_000))).toEqual({ kind: "refill" });
    subject.startRefill();
    expect(subject.step(at(1_000))).toEqual({ kind: "send" });
    subject.finishRefill([parcel("dlv_retry")], NEVER);
    expect(drain(subject, 1_000)).toContain("dlv_retry");
  });
});

describe("what happens while the store is read", () => {
  it("spilled deliveries are read afterwards", () => {
    const subject = lane({ ordering: "fifo" });
    subject.reload();
    subject.startRefill();
    subject.enqueue(parcel("dlv_new"));
    subject.finishRefill([], NEVER);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });

  it("a retry that becomes known is not forgotten", () => {
    const subject = lane();
    subject.reload();
    subject.startRefill();
    subject.expect(WALL + 2000);
    subject.finishRefill([], WALL + 9000);
    expect(subject.step(NOW)).toEqual({ kind: "wait", ms: 2_000 });
  });

  it("a delivery that landed is not sent again as it stood before", () => {
    const subject = lane();
    fill(subject, 1);
    const flying = subject.take(NOW);
    subject.reload();
    subject.startRefill();
    subject.drop(flying);
    subject.vacate();
    subject.finishRefill([parcel("dlv_0")], NEVER);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });

  it("a reload makes what was read void", () => {
    const subject = lane();
    subject.reload();
    subject.startRefill();
    subject.reload();
    subject.finishRefill([parcel("dlv_cancelled")], NEVER);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });

  it("no second read begins", () => {
    const subject = lane();
    subject.reload();
    subject.startRefill();
    expect(subject.step(NOW)).toEqual({ kind: "rest" });
    subject.abandonRefill();
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });

  it("a queue that filled up meanwhile leaves what does not fit to the store", () => {
    const subject = lane({}, 16);
    fill(subject, 1);
    subject.expect(WALL);
    const limit = subject.startRefill();
    fill(subject, LANE_QUEUE_MAX - 1, 1);
    subject.finishRefill(
      Array.from({ length: limit - 1 }, (_, n) => parcel(`dlv_retry_${n}`)),
      NEVER,
    );
    expect(drain(subject)).toHaveLength(LANE_QUEUE_MAX + LANE_FRESH_MAX);
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });
});

describe("putting back", () => {
  it("leaves the order to the store while others are in flight from before the lane was FIFO", () => {
    const subject = lane({}, 2);
    fill(subject, 2);
    const [first, second] = [subject.take(NOW), subject.take(NOW)];
    subject.configure(webhookRecord({ ordering: "fifo" }));
    for (const flying of [second, first]) {
      subject.drop(flying);
      subject.vacate();
      subject.putBack(flying);
    }
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });
});

describe("settings", () => {
  it("change without the health that the lane has learnt", () => {
    const subject = lane();
    const health = { pausedUntilMs: WALL + 60000, failingSinceMs: WALL, failedAttempts: 3 };
    subject.learn({ health, disable: null });
    subject.configure(webhookRecord({ url: "https://other.example/" }));
    expect(subject.webhook).toMatchObject({ url: "https://other.example/", ...health });
  });

  it("come with their health when the webhook is enabled by hand", () => {
    const subject = lane();
    subject.learn({ health: { pausedUntilMs: WALL + 60000, failingSinceMs: 1, failedAttempts: 3 }, disable: "gone" });
    subject.renew(webhookRecord());
    expect(subject.webhook).toEqual(webhookRecord());
  });

  it("are not taken twice from the same record: what was learnt since stays", () => {
    const record = webhookRecord();
    const subject = new Lane(record, limits(2));
    subject.learn({ health: null, disable: "gone" });
    subject.configure(record);
    expect(subject.webhook.status).toBe("disabled");
  });

  it("read the queue again when the order is another", () => {
    const subject = lane();
    fill(subject, 2);
    subject.configure(webhookRecord({ ordering: "fifo" }));
    expect(subject.step(NOW)).toEqual({ kind: "refill" });
  });
});

it("sends nothing more once its webhook is deleted", () => {
  const subject = lane();
  fill(subject, 2);
  subject.close();
  expect(subject.step(NOW)).toEqual({ kind: "rest" });
});

describe("a lane whose webhook is deleted", () => {
  it("takes nothing into memory any more, whatever still comes in", () => {
    const parcels = new ParcelBudget(50_000);
    const subject = new Lane(webhookRecord({ ordering: "fifo" }), { most: 2, breaker: true, parcels });
    fill(subject, 3);
    const sent = subject.take(NOW);
    subject.reload();
    subject.startRefill();
    subject.close();
    subject.finishRefill([parcel("dlv_1"), parcel("dlv_2")], NEVER);
    subject.drop(sent);
    subject.putBack(sent);
    fill(subject, 2, 10);
    expect(parcels.used).toBe(0);
  });
});
