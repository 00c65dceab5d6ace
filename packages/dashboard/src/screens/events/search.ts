import type { DeliveryState, EventsListQuery } from "@callcall/webhooks/client";
import { rangeMs, type TimeRange, toTimeRange } from "../../components/time-range.tsx";

/** What an address of the Event Viewer says. Everything that is shown is in it, so that it can be sent to somebody. */
export interface EventsSearch {
  /** Text in the payload. */
  readonly q?: string;
  /** An exact type or `customer.*`. */
  readonly type?: string;
  readonly status?: DeliveryState;
  readonly webhook?: string;
  readonly range?: TimeRange;
  /** RFC 3339; for times that no range names, such as those of a gap. */
  readonly since?: string;
  readonly until?: string;
  /** The event that is looked at beside the list. */
  readonly event?: string;
  readonly tab?: DetailTab;
}

export const DETAIL_TABS = ["deliveries", "payload", "endpoints"] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

const STATES: readonly DeliveryState[] = ["pending", "succeeded", "failed", "cancelled"];

/** An address is written by anybody: what is not understood is left out. */
export function toEventsSearch(raw: Readonly<Record<string, unknown>>): EventsSearch {
  const range = toTimeRange(raw["range"]);
  const status = STATES.find((state) => state === raw["status"]);
  const tab = DETAIL_TABS.find((name) => name === raw["tab"]);
  return {
    ...text("q", raw, 200),
    ...text("type", raw, 128),
    ...(status === undefined ? {} : { status }),
    ...text("webhook", raw, 64),
    ...(range === undefined ? {} : { range }),
    ...instant("since", raw),
    ...instant("until", raw),
    ...text("event", raw, 64),
    ...(tab === undefined ? {} : { tab }),
  };
}

function text<Name extends string>(
  name: Name,
  raw: Readonly<Record<string, unknown>>,
  max: number,
): { [Key in Name]?: string } {
  const value = raw[name];
  // A search for 42 stands in the address as a number.
  const words = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  if (typeof words !== "string" || words === "") return {};
  return { [name]: words.slice(0, max) } as { [Key in Name]?: string };
}

function instant<Name extends string>(name: Name, raw: Readonly<Record<string, unknown>>): { [Key in Name]?: string } {
  const value = raw[name];
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? {} : ({ [name]: new Date(ms).toISOString() } as { [Key in Name]?: string });
}

/** As the Event Viewer's, but that deliveries are not searched for text. */
export interface DeliveriesSearch extends Omit<EventsSearch, "q" | "event" | "tab"> {
  /** The delivery that is looked at beside the list. */
  readonly delivery?: string;
}

export function toDeliveriesSearch(raw: Readonly<Record<string, unknown>>): DeliveriesSearch {
  const { q: _q, event: _event, tab: _tab, ...search } = toEventsSearch(raw);
  return { ...search, ...text("delivery", raw, 64) };
}

export function toTabSearch(raw: Readonly<Record<string, unknown>>): Pick<EventsSearch, "tab"> {
  const { tab } = toEventsSearch(raw);
  return tab === undefined ? {} : { tab };
}

/** Which attempt of a delivery is looked at. */
export function toAttemptSearch(raw: Readonly<Record<string, unknown>>): { readonly attempt?: number } {
  const attempt = Number(raw["attempt"]);
  return Number.isSafeInteger(attempt) && attempt > 0 ? { attempt } : {};
}

/** The filters of a search as the API wants them. `nowMs` is when the range was chosen: it must not move with the clock. */
export function queryOf(
  { q, type, status, webhook, range, since, until }: EventsSearch,
  nowMs: number,
): EventsListQuery {
  const from = since ?? (range === undefined ? undefined : new Date(nowMs - rangeMs(range)).toISOString());
  return {
    ...(q === undefined ? {} : { text: q }),
    ...(type === undefined ? {} : { type }),
    ...(status === undefined ? {} : { status }),
    ...(webhook === undefined ? {} : { webhook_id: webhook }),
    ...(from === undefined ? {} : { since: from }),
    ...(until === undefined ? {} : { until }),
  };
}

/** How many filters hide something. */
export function filterCount({ q, type, status, webhook, range, since, until }: EventsSearch): number {
  return [q, type, status, webhook, range ?? since ?? until].filter((value) => value !== undefined).length;
}

/** What somebody typed, when it names one thing: an id of ours leads straight to it. */
export function idIn(typed: string): { readonly kind: "event" | "delivery" | "endpoint"; readonly id: string } | null {
  const id = typed.trim();
  if (/^evt_[0-9A-Za-z]{1,64}$/.test(id)) return { kind: "event", id };
  if (/^dlv_[0-9A-Za-z]{1,64}$/.test(id)) return { kind: "delivery", id };
  return /^wh_[0-9A-Za-z]{1,64}$/.test(id) ? { kind: "endpoint", id } : null;
}

/** Whether it could be an event id that a publisher made up. */
export function couldBeEventId(typed: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(typed.trim());
}
