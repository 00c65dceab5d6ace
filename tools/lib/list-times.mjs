// Times every combination of the filters of the lists of events and deliveries, as the API asks the store for them.
import { LIMITS } from "@callcall/contract";
import { RARE_TEXT } from "./seed.mjs";

/** Each filter with values that match much, little and nothing. */
function eventFilters(webhookIds, { oldestMs, newestMs }) {
  const middle = { sinceMs: oldestMs + (newestMs - oldestMs) * 0.4, untilMs: oldestMs + (newestMs - oldestMs) * 0.5 };
  return {
    type: [
      {},
      { type: "customer.qualified" },
      { type: "invoice.disputed" },
      { type: "no.such" },
      { typePrefix: "invoice." },
    ],
    text: [{}, { text: "budget_match" }, { text: RARE_TEXT }, { text: "nowhere to be found" }],
    state: [{}, { state: "succeeded" }, { state: "failed" }, { state: "pending" }, { state: "cancelled" }],
    webhook: [{}, { webhookId: webhookIds[0] }, { webhookId: "wh_none" }],
    time: [{}, middle],
  };
}

function combinations(axes) {
  return Object.values(axes).reduce(
    (filters, values) => filters.flatMap((filter) => values.map((value) => ({ ...filter, ...value }))),
    [{}],
  );
}

/**
 * What a read takes of a processor, in ms: how long it takes where nothing else wants one. A machine that does other
 * things at the time would measure those.
 */
async function cpuMs(read) {
  const before = process.cpuUsage();
  await read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const nameOf = (filter) =>
  Object.keys(filter)
    .filter((key) => key !== "untilMs")
    .join(" + ")
    .replace("sinceMs", "time") || "none";

/**
 * @returns for both lists and each kind of filter: how many combinations of values, the median and the most processor time
 *   in ms of a first page and of a page further back
 */
export async function timeLists(store, accountId, webhookIds, times, repeats = 3) {
  const axes = eventFilters(webhookIds, times);
  const { text: _text, ...deliveryAxes } = axes;
  return [
    ...(await timeList(
      "events",
      (filter, page) => store.events(accountId, filter, page),
      combinations(axes),
      repeats,
      times,
    )),
    ...(await timeList(
      "deliveries",
      (filter, page) => store.deliveries(accountId, filter, page),
      combinations(deliveryAxes),
      repeats,
      times,
    )),
  ];
}

async function timeList(list, read, filters, repeats, { oldestMs, newestMs }) {
  const page = { limit: LIMITS.page_default + 1, after: null, examine: LIMITS.list_rows_examined };
  const deep = { ms: Math.floor((oldestMs + newestMs) / 2), id: "" };
  const byName = new Map();
  for (const filter of filters) {
    const kind = byName.get(nameOf(filter)) ?? { list, filter: nameOf(filter), combinations: 0, times: [] };
    byName.set(nameOf(filter), kind);
    kind.combinations += 1;
    for (let round = 0; round < repeats; round++) {
      for (const after of [null, deep]) {
        kind.times.push(await cpuMs(() => read(filter, { ...page, after })));
      }
    }
  }
  return [...byName.values()].map(({ times, ...kind }) => {
    const sorted = times.sort((a, b) => a - b);
    return { ...kind, p50: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
  });
}

/** The same of figures: an account's 30 days by the hour, and a page of sparklines. */
export async function timeFigures(store, accountId, webhookIds, { newestMs }) {
  const hour = 3_600_000;
  const untilMs = Math.ceil(newestMs / hour) * hour;
  const asked = [
    ["account, 30 days by the hour", null, { width: "hour", sinceMs: untilMs - 720 * hour, untilMs }],
    ["account, 3 days by the minute", null, { width: "minute", sinceMs: untilMs - 72 * hour, untilMs }],
    ["one endpoint, 30 days by the hour", webhookIds[0], { width: "hour", sinceMs: untilMs - 720 * hour, untilMs }],
  ];
  const rows = [];
  for (const [figures, webhookId, range] of asked) {
    const times = [];
    for (let round = 0; round < 20; round++) {
      times.push(await cpuMs(() => store.rollups({ accountId, webhookId }, range)));
    }
    times.sort((a, b) => a - b);
    rows.push({ figures, p50: times[10], max: times.at(-1) });
  }
  return rows;
}
