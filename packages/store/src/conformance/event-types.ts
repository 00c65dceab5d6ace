import { expect, test } from "vitest";
import type { PutEventType } from "../port/commands.ts";
import type { EventTypeRecord } from "../port/records.ts";
import { ACCOUNT, buildAudit, buildEventType, T0 } from "./builders.ts";
import type { Subject } from "./subject.ts";

function put(eventType: EventTypeRecord, mode: "create" | "replace", limit: number = 10): PutEventType {
  return { kind: "event_type.put", eventType, mode, limit, audit: buildAudit() };
}

export function describeEventTypes(subject: Subject): void {
  test("event types come back whole, by name", async () => {
    const paid = buildEventType({ name: "invoice.paid" });
    const lost = buildEventType({ name: "customer.lost", validation: "warn", archived: true, example: null });
    expect(await subject.run(put(paid, "create"))).toEqual({ kind: "put" });
    expect(await subject.run(put(lost, "create"))).toEqual({ kind: "put" });
    await subject.reopen();
    expect(await subject.store.eventTypes(ACCOUNT)).toEqual([lost, paid]);
  });

  test("creating one that exists changes nothing", async () => {
    const paid = buildEventType();
    await subject.run(put(paid, "create"));
    expect(await subject.run(put({ ...paid, description: "changed" }, "create"))).toEqual({ kind: "exists" });
    expect(await subject.store.eventTypes(ACCOUNT)).toEqual([paid]);
    expect(await subject.audit()).toHaveLength(1);
  });

  test("replacing changes all of it, at the limit too", async () => {
    const paid = buildEventType();
    await subject.run(put(paid, "create", 1));
    const changed = { ...paid, archived: true, schemas: "{}", updatedMs: T0 + 1 };
    expect(await subject.run(put(changed, "replace", 1))).toEqual({ kind: "put" });
    expect(await subject.store.eventTypes(ACCOUNT)).toEqual([changed]);
  });

  test("a new one is refused at the limit", async () => {
    await subject.run(put(buildEventType(), "create", 1));
    const more = buildEventType({ name: "invoice.void" });
    expect(await subject.run(put(more, "create", 1))).toEqual({ kind: "limit_reached" });
    expect(await subject.run(put(more, "replace", 1))).toEqual({ kind: "limit_reached" });
  });
}
