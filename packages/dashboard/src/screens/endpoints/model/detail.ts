import { type TimeRange, toTimeRange } from "../../../components/time-range.tsx";

export const TABS = [
  "overview",
  "deliveries",
  "settings",
  "secret",
  "retries",
  "replays",
  "activity",
  "danger",
] as const;
export type Tab = (typeof TABS)[number];

export const DELIVERY_FILTERS = ["pending", "succeeded", "failed", "cancelled"] as const;
export type DeliveryFilter = (typeof DELIVERY_FILTERS)[number];

/** What the address of an endpoint says. */
export interface EndpointSearch {
  readonly tab?: Exclude<Tab, "overview">;
  readonly range?: TimeRange;
  /** Of the deliveries. */
  readonly status?: DeliveryFilter;
}

export function toEndpointSearch(raw: Record<string, unknown>): EndpointSearch {
  const tab = TABS.find((known) => known === raw["tab"]);
  const range = toTimeRange(raw["range"]);
  const status = DELIVERY_FILTERS.find((known) => known === raw["status"]);
  return {
    ...(tab === undefined || tab === "overview" ? {} : { tab }),
    ...(range === undefined ? {} : { range }),
    ...(status === undefined ? {} : { status }),
  };
}
