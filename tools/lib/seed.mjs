// Fills an account of a store with a past: events of many types over some days, their deliveries and attempts. By the
// store's own commands, so that every index, count and figure is as if it had happened.
const SCHEDULE = [2, 4, 8, 16, 32];
/** Types, each with the share of the events up to and with it. */
const TYPES = [
  ["customer.qualified", 0.4],
  ["service.matched", 0.65],
  ["message.received", 0.85],
  ["analysis.completed", 0.999],
  ["invoice.disputed", 1],
];
/** Events of one commit: with what they owe and its end, about 2,000 rows. */
const AT_ONCE = 500;
/** One event of this many carries the text that a search finds. */
export const RARE_EVERY = 100_000;
export const RARE_TEXT = "needle-in-the-haystack";

/**
 * @param store an open store
 * @param options `accountId`; `events`; `webhooks` (enabled, taking everything); `days` that it goes back from `untilMs`;
 *   `seed` of the chance in it; `seal` encrypts the secret of a webhook; `onProgress` is told the events so far
 * @returns the ids of the webhooks
 */
export async function seedAccount(store, options) {
  const { accountId, events, webhooks = 3, days = 30, untilMs, seed = 1, onProgress = () => {} } = options;
  const { seal = () => new Uint8Array(60) } = options;
  const chance = mulberry(seed);
  let made = 0;
  const next = (prefix) => `${prefix}_${String(++made).padStart(14, "0")}${seed}`;
  const audit = (action, target) => ({
    accountId,
    id: next("aud"),
    atMs: untilMs - days * 86_400_000,
    actor: "system",
    actorName: "CallCall",
    ip: null,
    action,
    target,
    requestId: "",
    changes: null,
  });
  const webhookIds = [];
  for (let index = 0; index < webhooks; index++) {
    const id = next("wh");
    webhookIds.push(id);
    const sealed = seal(`whsec_${Buffer.alloc(32, index + 1).toString("base64")}`, id);
    const createdMs = untilMs - days * 86_400_000;
    await store.commit([createWebhook(accountId, id, index, createdMs, sealed, audit("webhook.create", id))]);
  }
  const { version } = await store.subscriptions(accountId);
  const stepMs = (days * 86_400_000) / events;
  for (let start = 0; start < events; start += AT_ONCE) {
    const batch = [];
    const settles = [];
    for (let index = start; index < Math.min(events, start + AT_ONCE); index++) {
      const createdMs = Math.floor(untilMs - (events - index) * stepMs);
      const event = newEvent(next("evt"), createdMs, index, chance);
      // Most events concern one endpoint, every third a second one.
      const owed = webhookIds.filter((_, place) => index % webhooks === place || (index % 3 === 0 && place === 0));
      for (const webhookId of owed) {
        const attemptId = next("att");
        const delivery = {
          id: next("dlv"),
          webhookId,
          nextAttemptMs: createdMs,
          open: { id: attemptId, startedMs: createdMs },
        };
        event.deliveries.push(delivery);
        const settle = settleAttempt(accountId, delivery, event, chance, index > events - 200);
        if (settle !== null) settles.push(settle);
      }
      batch.push(event);
    }
    const accept = {
      kind: "events.accept",
      accountId,
      subscriptionsVersion: version,
      nowMs: untilMs,
      events: batch,
      idempotency: null,
    };
    const results = await store.commit([accept, ...settles]);
    const bad = results.find(({ kind }) => kind !== "accepted" && kind !== "settled");
    if (bad !== undefined) throw new Error(`Cannot seed the account: ${bad.kind} ${bad.error ?? ""}`);
    onProgress(Math.min(events, start + AT_ONCE));
  }
  return webhookIds;
}

function createWebhook(accountId, id, index, createdMs, sealed, audit) {
  const webhook = {
    accountId,
    id,
    url: `https://consumer-${index + 1}.example/hooks`,
    events: ["*"],
    description: `Consumer ${index + 1}`,
    version: "2024-01-01",
    sealedHeaders: null,
    filter: null,
    rateLimitPerSecond: null,
    ordering: "none",
    retryScheduleSeconds: null,
    deadlineMs: null,
    metadata: {},
    secretRotationDays: null,
    secretRotationAutomatic: false,
    secretCreatedMs: createdMs,
    status: "enabled",
    disabledReason: null,
    pausedUntilMs: null,
    failingSinceMs: null,
    failedAttempts: 0,
    createdMs,
    updatedMs: createdMs,
  };
  const secret = {
    accountId,
    webhookId: id,
    id: `sec_${id}`,
    sealed,
    hint: "seed",
    createdMs,
    expiresMs: null,
  };
  return { kind: "webhook.create", webhook, secret, limit: 1_000_000, audit };
}

function newEvent(id, createdMs, index, chance) {
  const roll = chance();
  const [type] = TYPES.find(([, upTo]) => roll < upTo) ?? TYPES[0];
  const text = index % RARE_EVERY === RARE_EVERY / 2 ? RARE_TEXT : `note ${Math.floor(chance() * 1e9)}`;
  const data = {
    customer_id: `customer_${Math.floor(chance() * 1e9)}`,
    score: Math.floor(chance() * 100),
    qualification_type: "hot",
    triggers: ["budget_match", "high_engagement"],
    note: text,
    trace: "0123456789abcdef".repeat(16),
  };
  return { id, type, createdMs, data: new TextEncoder().encode(JSON.stringify(data)), warnings: null, deliveries: [] };
}

/** What the first attempt came to; null leaves it under way. */
function settleAttempt(accountId, { id: deliveryId, webhookId, open }, { createdMs }, chance, isRecent) {
  const roll = chance();
  if (isRecent && roll < 0.2) return null;
  const succeeded = roll > 0.03;
  const isExhausted = !succeeded && (roll < 0.01 || !isRecent);
  const totalMs = Math.exp(3 + 1.2 * (chance() + chance() + chance() - 1.5));
  const status = succeeded ? 200 : 503;
  const state = succeeded ? "succeeded" : isExhausted ? "failed" : "pending";
  const settledMs = Math.round(createdMs + totalMs);
  return {
    kind: "attempt.settle",
    webhookId,
    attempt: {
      accountId,
      deliveryId,
      id: open.id,
      number: 1,
      outcome: succeeded ? "delivered" : "http_5xx",
      charged: true,
      startedMs: createdMs,
      request: {
        version: "2024-01-01",
        url: "https://consumer.example/hooks",
        headers: [["content-type", "application/json"]],
      },
      response: {
        status,
        headers: [["content-type", "text/plain"]],
        body: new TextEncoder().encode(succeeded ? "ok" : "down for maintenance"),
        bodyBytes: succeeded ? 2 : 20,
        bodyTruncated: false,
        bodyIncomplete: false,
      },
      error: null,
      remoteAddress: "192.0.2.1",
      timings: { dnsMs: 0.5, connectMs: 1, tlsMs: 2, firstByteMs: totalMs * 0.9, totalMs },
    },
    state,
    chargedCount: 1,
    nextAttemptMs: state === "pending" ? settledMs + SCHEDULE[0] * 1000 : null,
    settledMs,
    health: null,
    disable: null,
  };
}

/** Small, seeded, good enough to spread figures. */
function mulberry(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
