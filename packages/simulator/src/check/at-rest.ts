/** What must be true of the store when no process runs: after every crash, and at the end. */
import type { Store } from "@callcall/store";
import type { LedgerDelivery } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Sent } from "../world/network.ts";
import type { Submission } from "../world/publishers.ts";

const ALL = { limit: 1_000_000, after: null };

/** The store holds what the ledger says, row for row. */
export async function compareWithStore(machine: Machine, store: Store, accountIds: readonly string[]): Promise<void> {
  const { ledger, violate } = machine;
  let found = 0;
  for (const accountId of accountIds) {
    const events = await store.events(accountId, {}, ALL);
    compareEvents(machine, accountId, new Set(events.rows.map(({ id }) => id)));
    const { rows } = await store.deliveries(accountId, {}, ALL);
    for (const row of rows) {
      const expected = ledger.deliveries.get(row.id);
      found += 1;
      if (expected === undefined) {
        violate("I1", `the store has a delivery ${row.id} that no transaction has made`);
        continue;
      }
      const actual = describe(row.state, row.attemptCount, row.nextAttemptMs, row.open?.id ?? null);
      const wanted = describe(expected.state, expected.attemptCount, expected.dueMs, expected.openId);
      if (actual !== wanted) violate("I10", `${row.id} is ${actual} on disk and must be ${wanted}`);
    }
  }
  await compareKeys(machine, store);
  for (const [id, job] of ledger.jobs) {
    const stored = await store.replayJob(ledger.webhook(job.webhookId).record.accountId, id);
    if (stored === undefined) continue;
    const [actual, wanted] = [stored, { status: job.status, replayed: job.events.size }].map(
      ({ status, replayed }) => `${status} with ${replayed} replayed`,
    );
    if (actual !== wanted) violate("I10", `replay ${id} is ${actual} on disk and must be ${wanted}`);
  }
  if (found < ledger.deliveries.size) {
    violate("I1", `${ledger.deliveries.size} deliveries were committed, the store has ${found}`);
  }
}

/** What came with a key is answered as the first time, for as long as the key is kept. */
async function compareKeys({ ledger, clock, violate }: Machine, store: Store): Promise<void> {
  const nowMs = clock.nowMs();
  const keys = [...ledger.keys.values()].filter(({ expiresMs }) => expiresMs > nowMs);
  const results = await store.commit(
    keys.map(({ accountId, key, fingerprint }) => ({ kind: "idempotency.recall", accountId, key, fingerprint, nowMs })),
  );
  for (const [index, { kind }] of results.entries()) {
    if (kind !== "replayed")
      violate("I11", `the key ${keys[index]?.key} is kept for longer, and the store says ${kind}`);
  }
}

/** What is missing was removed by retention, and might be; or is lost. */
function compareEvents({ ledger, violate }: Machine, accountId: string, stored: ReadonlySet<string>): void {
  let known = 0;
  for (const event of [...ledger.events.values()]) {
    if (event.accountId !== accountId) continue;
    if (stored.has(event.id)) {
      known += 1;
    } else if (ledger.maySweep(event)) {
      ledger.forget(event);
    } else {
      violate(ledger.isOld(event) ? "I13" : "I1", `${event.id} was committed and is gone from the store`);
    }
  }
  if (stored.size > known) violate("I1", `the store has ${stored.size - known} events that no transaction has made`);
}

function describe(state: string, attempts: number, dueMs: number | null, openId: string | null): string {
  return `${state} after ${attempts} attempts, due ${dueMs}, ${openId ?? "none"} open`;
}

/** Attempts have their rows, sends their reasons, events their publishers. */
export async function checkHistory(
  machine: Machine,
  store: Store,
  sends: readonly Sent[],
  submissions: ReadonlyMap<number, Submission>,
  endings: number,
): Promise<void> {
  const { ledger } = machine;
  const sendsOf = new Map<LedgerDelivery, Sent[]>();
  for (const sent of sends) sendsOf.set(sent.delivery, [...(sendsOf.get(sent.delivery) ?? []), sent]);
  for (const [delivery, mine] of sendsOf) {
    // Gone with its event: nothing is left to compare.
    if (!ledger.deliveries.has(delivery.id)) continue;
    await checkSends(machine, store, delivery, mine, endings);
  }
  for (const delivery of ledger.deliveries.values()) {
    if (delivery.state === "succeeded" && ![...delivery.outcomes.values()].includes("delivered")) {
      machine.violate("I2", `${delivery.id} counts as delivered, and no attempt of it was`);
    }
  }
  checkSubmissions(machine, submissions);
}

async function checkSends(
  machine: Machine,
  store: Store,
  delivery: LedgerDelivery,
  sends: readonly Sent[],
  endings: number,
): Promise<void> {
  const { violate } = machine;
  const attempts = await store.attempts(delivery.accountId, delivery.id, 1000);
  const rows = new Map(attempts.map((row) => [row.number, row]));
  let unknown = 0;
  for (const [index, sent] of sends.entries()) {
    const row = rows.get(sent.number);
    const open = delivery.openId !== null && delivery.attemptCount === sent.number;
    if (row === undefined && !open) violate("I15", `attempt ${sent.number} of ${delivery.id} was sent and has no row`);
    if (row?.outcome === "unknown") unknown += 1;
    const next = sends[index + 1];
    if (next === undefined) continue;
    if (next.number <= sent.number) violate("I5", `attempt ${next.number} of ${delivery.id} was sent twice`);
    if (row?.outcome === "unknown" && next.owner === sent.owner) {
      violate("I5", `attempt ${sent.number} of ${delivery.id} counts as unknown, and its process lives`);
    }
    // What was delivered, and known to be, is sent again only if somebody asks for it.
    const asked = delivery.grants.some((count) => count >= sent.number && count < next.number);
    if (row?.outcome === "delivered" && !asked) {
      violate("I5", `${delivery.id} was delivered by attempt ${sent.number} and sent again as ${next.number}`);
    }
  }
  // One for each process that ended, in good order too: it may have stopped while the disk was full.
  if (unknown > endings)
    violate("I5", `${delivery.id} has ${unknown} unknown attempts and saw ${endings} processes end`);
}

function checkSubmissions({ ledger, violate }: Machine, submissions: ReadonlyMap<number, Submission>): void {
  const stored = new Map<number, string[]>();
  for (const event of ledger.events.values()) {
    const text = Buffer.from(event.data).toString();
    const number = Number(/"n":(\d+)/.exec(text)?.[1]);
    const submission = submissions.get(number);
    if (submission === undefined || submission.data !== text) {
      violate("I4", `the store has an event ${event.id} that nobody published: ${text}`);
      continue;
    }
    stored.set(number, [...(stored.get(number) ?? []), event.id]);
  }
  for (const { number, identity, tries, acknowledged, keyExpired } of submissions.values()) {
    const ids = stored.get(number) ?? [];
    const lost = [...acknowledged].filter((id) => !ids.includes(id) && !ledger.swept.has(id));
    if (lost.length > 0) violate("I1", `event ${number} was acknowledged as ${lost.join()} and is lost`);
    const once = identity === "event id" || (identity === "key" && !keyExpired);
    if (ids.length > (once ? 1 : tries)) {
      violate(
        "I11",
        `event ${number} was published ${tries} times with ${identity} and stored as ${ids.join(" and ")}`,
      );
    }
  }
}
