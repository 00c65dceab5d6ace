import { beforeEach, expect, test } from "vitest";
import type { DeliveryState, WebhookRecord } from "../port/records.ts";
import type { BoundedPage, DeliveryFilter, Page } from "../port/store.ts";
import { ACCOUNT, buildAttempt, buildAudit, buildDelivery, buildEvent, nextId, settleAttempt, T0 } from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

export function describeDeliveryLists(subject: Subject): void {
  let one: WebhookRecord;
  let two: WebhookRecord;
  beforeEach(async () => {
    one = await subject.webhook();
    two = await subject.webhook();
  });

  async function list(filter: DeliveryFilter, page: Page = FIRST_PAGE): Promise<string[]> {
    return (await subject.deliveries(ACCOUNT, filter, page)).map((delivery) => delivery.id);
  }

  /** `inFlight`: where the state allows for it, an attempt is open. */
  async function deliveryIn(
    state: DeliveryState,
    inFlight: boolean,
    webhookId: string,
    createdMs: number,
    type: string,
  ): Promise<string> {
    const open = nextId("att");
    const isBegun = inFlight || state === "succeeded" || state === "failed";
    const id = await subject.delivery(webhookId, { ...(isBegun ? { open } : {}), createdMs, type });
    if (state === "cancelled") {
      const cancel = { kind: "delivery.cancel", accountId: ACCOUNT, deliveryId: id, reason: "by_hand" } as const;
      await subject.run({ ...cancel, nowMs: T0, audit: buildAudit() });
    } else if (state !== "pending") {
      await subject.run(settleAttempt(buildAttempt(id, open), { state }));
    }
    return id;
  }

  const STATES: readonly DeliveryState[] = ["pending", "succeeded", "failed", "cancelled"];

  test("every filter and every pair of them, newest first over all states, against the plain meaning", async () => {
    const rows: { id: string; state: DeliveryState; webhookId: string; createdMs: number; type: string }[] = [];
    for (let index = 0; index < 24; index++) {
      const state = STATES[index % 4] ?? "pending";
      const webhookId = index % 3 === 0 ? one.id : two.id;
      const createdMs = T0 + ((index * 7) % 5);
      const type = index % 2 === 0 ? "customer.lost" : "service.matched";
      const id = await deliveryIn(state, index % 8 < 4, webhookId, createdMs, type);
      rows.push({ id, state, webhookId, createdMs, type });
    }
    rows.sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));

    const filters: [DeliveryFilter, (row: (typeof rows)[number]) => boolean][] = [
      [{}, () => true],
      ...STATES.map((state): (typeof filters)[number] => [{ state }, (row) => row.state === state]),
      [{ webhookId: one.id }, (row) => row.webhookId === one.id],
      [{ type: "customer.lost" }, (row) => row.type === "customer.lost"],
      [{ typePrefix: "service." }, (row) => row.type === "service.matched"],
      [{ sinceMs: T0 + 2 }, (row) => row.createdMs >= T0 + 2],
      [{ untilMs: T0 + 2 }, (row) => row.createdMs < T0 + 2],
    ];
    for (const [first, firstMatches] of filters) {
      for (const [second, secondMatches] of filters) {
        if (first.state !== undefined && second.state !== undefined) continue;
        const expected = rows.filter((row) => firstMatches(row) && secondMatches(row)).map((row) => row.id);
        const filter = { ...first, ...second };
        expect(await list(filter), JSON.stringify(filter)).toEqual(expected);

        const cut = rows.find((row) => row.id === expected[2]);
        if (cut === undefined) continue;
        const after = { ms: cut.createdMs, id: cut.id };
        expect(await list(filter, { limit: 2, after }), JSON.stringify(filter)).toEqual(expected.slice(3, 5));
      }
    }
  });

  test("the deliveries of an event, newest first, within the other filters", async () => {
    const deliveries = [buildDelivery(one.id), buildDelivery(two.id), buildDelivery(one.id)];
    const [first, second, third] = deliveries.map((delivery) => delivery.id) as [string, string, string];
    const event = buildEvent({ deliveries });
    await subject.accept([event, buildEvent({ deliveries: [buildDelivery(one.id)] })]);
    expect(await list({ eventId: event.id })).toEqual([third, second, first]);
    expect(await list({ eventId: event.id, webhookId: one.id })).toEqual([third, first]);
    expect(await list({ eventId: event.id, state: "failed" })).toEqual([]);
    expect(await list({ eventId: event.id }, { limit: 1, after: { ms: T0, id: third } })).toEqual([second]);
    expect(await list({ eventId: "evt_none" })).toEqual([]);
  });

  test("counts per event and state", async () => {
    const event = buildEvent({
      deliveries: [
        buildDelivery(one.id, { open: { id: "att_1", startedMs: T0 } }),
        buildDelivery(two.id),
        buildDelivery(two.id),
      ],
    });
    await subject.accept([event]);
    await subject.run(settleAttempt(buildAttempt(event.deliveries[0]?.id ?? "", "att_1")));
    expect(await subject.store.deliveryCounts(ACCOUNT, [event.id, "evt_none"])).toEqual(
      new Map([
        [event.id, { pending: 2, succeeded: 1, failed: 0, cancelled: 0 }],
        ["evt_none", { pending: 0, succeeded: 0, failed: 0, cancelled: 0 }],
      ]),
    );
  });

  test("a type is looked for in a bounded number of rows, and the next page goes on from there", async () => {
    const webhook = await subject.webhook();
    const wanted: string[] = [];
    for (let index = 0; index < 20; index++) {
      const type = index % 9 === 0 ? "rare.one" : "common.one";
      const id = await subject.delivery(webhook.id, { type, createdMs: T0 + index });
      if (type === "rare.one") wanted.unshift(id);
    }
    const found: string[] = [];
    let page: BoundedPage = { limit: 10, after: null, examine: 6 };
    for (;;) {
      const { rows, examinedTo } = await subject.store.deliveries(ACCOUNT, { typePrefix: "rare." }, page);
      found.push(...rows.map(({ id }) => id));
      if (examinedTo === null) break;
      page = { ...page, after: examinedTo };
    }
    expect(found).toEqual(wanted);
    expect(page.after).not.toBeNull();
  });
}
