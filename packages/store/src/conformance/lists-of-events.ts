import { beforeEach, expect, test } from "vitest";
import type { WebhookRecord } from "../port/records.ts";
import type { BoundedPage, EventFilter, Page } from "../port/store.ts";
import { ACCOUNT, buildAttempt, buildDelivery, buildEvent, bytes, settleAttempt, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeEventLists(subject: Subject): void {
  let one: WebhookRecord;
  let two: WebhookRecord;
  beforeEach(async () => {
    one = await subject.webhook();
    two = await subject.webhook();
  });

  async function list(filter: EventFilter, page: Page = FIRST_PAGE): Promise<string[]> {
    return (await subject.events(ACCOUNT, filter, page)).map((event) => event.id);
  }

  /** A delivery of this event that has come to its end. */
  async function finish(deliveryId: string, attemptId: string, state: "succeeded" | "failed"): Promise<void> {
    await subject.run(settleAttempt(buildAttempt(deliveryId, attemptId), { state }));
  }

  test("newest first, by instant and then by id, also where ids are the publisher's own", async () => {
    await subject.accept([
      buildEvent({ id: "zz", createdMs: T0 }),
      buildEvent({ id: "aa", createdMs: T0 + 1 }),
      buildEvent({ id: "mm", createdMs: T0 }),
      buildEvent({ id: "bb", createdMs: T0 - 1 }),
    ]);
    expect(await list({})).toEqual(["aa", "zz", "mm", "bb"]);
  });

  test("a head tells the size of the data instead of the data", async () => {
    const event = buildEvent({ data: bytes('"é"'), warnings: "[]" });
    await subject.accept([event]);
    expect(await subject.events(ACCOUNT, {}, FIRST_PAGE)).toEqual([
      {
        accountId: ACCOUNT,
        id: event.id,
        type: event.type,
        createdMs: T0,
        warnings: "[]",
        dataBytes: 4,
        payloadExpired: false,
      },
    ]);
  });

  test.each<[string, EventFilter]>([
    ["no filter", {}],
    ["a state", { state: "pending" }],
    ["a webhook", { webhookId: "the first" }],
  ])("pages join without gap or repeat under %s, whatever is published meanwhile", async (_, filter) => {
    const webhookId = filter.webhookId === undefined ? {} : { webhookId: one.id };
    const events = Array.from({ length: 7 }, (_, index) =>
      buildEvent({
        id: `event-${(index * 5) % 7}`,
        createdMs: T0 + Math.floor(index / 3),
        deliveries: [buildDelivery(one.id), buildDelivery(two.id)],
      }),
    );
    await subject.accept(events);
    const whole = await list({ ...filter, ...webhookId });
    expect(whole).toHaveLength(7);

    const paged: string[] = [];
    let page: Page = { limit: 3, after: null };
    for (;;) {
      const heads = await subject.events(ACCOUNT, { ...filter, ...webhookId }, page);
      paged.push(...heads.map((head) => head.id));
      const last = heads.at(-1);
      if (last === undefined) break;
      page = { limit: 3, after: { ms: last.createdMs, id: last.id } };
      await subject.delivery(one.id, { createdMs: T0 + 1_000 });
    }
    expect(paged).toEqual(whole);
  });

  test("by type, by the start of a type, and by time", async () => {
    await subject.accept([
      buildEvent({ id: "a", type: "customer.qualified", createdMs: T0 }),
      buildEvent({ id: "b", type: "customer.lost", createdMs: T0 + 1 }),
      buildEvent({ id: "c", type: "customers", createdMs: T0 + 2 }),
      buildEvent({ id: "d", type: "customer.lost", createdMs: T0 + 3 }),
    ]);
    expect(await list({ type: "customer.lost" })).toEqual(["d", "b"]);
    expect(await list({ typePrefix: "customer." })).toEqual(["d", "b", "a"]);
    expect(await list({ typePrefix: "" })).toEqual(["d", "c", "b", "a"]);
    expect(await list({ sinceMs: T0 + 1, untilMs: T0 + 3 })).toEqual(["c", "b"]);
    expect(await list({ type: "customer.lost", sinceMs: T0 + 2 })).toEqual(["d"]);
    expect(await list({ type: "customer" })).toEqual([]);
  });

  test("by the state of a delivery, each event once", async () => {
    const both = [
      buildDelivery(one.id, { open: { id: "att_1", startedMs: T0 } }),
      buildDelivery(two.id, { open: { id: "att_2", startedMs: T0 } }),
    ];
    await subject.accept([
      buildEvent({ id: "failed", deliveries: both, createdMs: T0 }),
      buildEvent({ id: "waiting", deliveries: [buildDelivery(one.id)], createdMs: T0 + 1 }),
      buildEvent({ id: "unwanted", createdMs: T0 + 2 }),
    ]);
    for (const [index, delivery] of both.entries()) await finish(delivery.id, `att_${index + 1}`, "failed");
    expect(await list({ state: "failed" })).toEqual(["failed"]);
    expect(await list({ state: "pending" })).toEqual(["waiting"]);
    expect(await list({ state: "succeeded" })).toEqual([]);
    expect(await list({ state: "cancelled" })).toEqual([]);
  });

  test("by webhook, and by the state of that webhook's delivery", async () => {
    const mixed = [buildDelivery(one.id, { open: { id: "att_1", startedMs: T0 } }), buildDelivery(two.id)];
    await subject.accept([
      buildEvent({ id: "mixed", deliveries: mixed, createdMs: T0 }),
      buildEvent({ id: "second", deliveries: [buildDelivery(two.id)], createdMs: T0 + 1 }),
    ]);
    await finish(mixed[0]?.id ?? "", "att_1", "succeeded");
    expect(await list({ webhookId: one.id })).toEqual(["mixed"]);
    expect(await list({ webhookId: two.id })).toEqual(["second", "mixed"]);
    expect(await list({ webhookId: two.id, state: "succeeded" })).toEqual([]);
    expect(await list({ webhookId: one.id, state: "succeeded" })).toEqual(["mixed"]);
    expect(await list({ webhookId: "wh_none" })).toEqual([]);
  });

  test("by a piece of the payload, byte for byte, within any other filter", async () => {
    const deliveries = () => [buildDelivery(one.id)];
    await subject.accept([
      buildEvent({ id: "a", data: bytes('{"name":"Zoë 100%_"}'), deliveries: deliveries(), createdMs: T0 }),
      buildEvent({ id: "b", data: bytes('{"name":"zoe"}'), type: "customer.lost", createdMs: T0 + 1 }),
    ]);
    expect(await list({ text: "Zoë" })).toEqual(["a"]);
    expect(await list({ text: "%_" })).toEqual(["a"]);
    expect(await list({ text: "zo" })).toEqual(["b"]);
    expect(await list({ text: "name" })).toEqual(["b", "a"]);
    expect(await list({ text: "name", type: "customer.lost" })).toEqual(["b"]);
    expect(await list({ text: "name", state: "pending" })).toEqual(["a"]);
    expect(await list({ text: "zo", webhookId: one.id })).toEqual([]);
  });

  test("filters on deliveries and on events hold together", async () => {
    const deliveries = () => [buildDelivery(one.id)];
    await subject.accept([
      buildEvent({ id: "a", type: "customer.lost", deliveries: deliveries(), createdMs: T0 }),
      buildEvent({ id: "b", type: "service.matched", deliveries: deliveries(), createdMs: T0 + 1 }),
      buildEvent({ id: "c", type: "customer.lost", deliveries: deliveries(), createdMs: T0 + 2 }),
    ]);
    expect(await list({ state: "pending", type: "customer.lost" })).toEqual(["c", "a"]);
    expect(await list({ state: "pending", typePrefix: "service." })).toEqual(["b"]);
    expect(await list({ webhookId: one.id, sinceMs: T0 + 1, untilMs: T0 + 2 })).toEqual(["b"]);
  });

  test("by the start of a type, however many types have it", async () => {
    const events = Array.from({ length: 40 }, (_, index) =>
      buildEvent({
        id: `evt-${index}`,
        type: `${index % 2 === 0 ? "many" : "other"}.t${index}`,
        createdMs: T0 + index,
      }),
    );
    await subject.accept(events);
    const newestFirst = Array.from({ length: 20 }, (_, index) => `evt-${38 - 2 * index}`);
    expect(await list({ typePrefix: "many." })).toEqual(newestFirst);
    expect(await list({ typePrefix: "many.t3" })).toEqual(newestFirst.filter((id) => id.startsWith("evt-3")));
    expect(await list({ typePrefix: "zero." })).toEqual([]);
  });

  test.each<[string, EventFilter]>([
    ["a piece of the payload", { text: "needle" }],
    ["a piece of the payload and a state", { text: "needle", state: "pending" }],
    ["a type and a webhook", { type: "rare.one", webhookId: "the first" }],
    ["the start of a type and a state", { typePrefix: "rare.", state: "pending" }],
  ])("%s is looked for in a bounded number of rows, and the next page goes on from there", async (_, filter) => {
    const events = Array.from({ length: 30 }, (_, index) => {
      const rare = index % 11 === 0;
      return buildEvent({
        id: `evt-${String(index).padStart(2, "0")}`,
        type: rare ? "rare.one" : "common.one",
        data: bytes(rare ? '"a needle"' : '"hay"'),
        createdMs: T0 + Math.floor(index / 2),
        deliveries: [buildDelivery(one.id), buildDelivery(two.id)],
      });
    });
    await subject.accept(events);
    const wanted = { ...filter, ...(filter.webhookId === undefined ? {} : { webhookId: one.id }) };
    const found: string[] = [];
    let page: BoundedPage = { limit: 10, after: null, examine: 7 };
    let reads = 0;
    for (;;) {
      const { rows, examinedTo } = await subject.store.events(ACCOUNT, wanted, page);
      reads += 1;
      found.push(...rows.map((event) => event.id));
      if (examinedTo === null) break;
      page = { ...page, after: examinedTo };
    }
    expect(found).toEqual(["evt-22", "evt-11", "evt-00"]);
    expect(reads).toBeGreaterThan(3);
  });
}
