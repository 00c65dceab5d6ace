import type { Store } from "@callcall/store";

export interface Times {
  readonly oldestMs: number;
  readonly newestMs: number;
}

export interface ListTime {
  readonly list: "events" | "deliveries";
  readonly filter: string;
  readonly combinations: number;
  readonly p50: number;
  readonly max: number;
}

export function timeLists(
  store: Store,
  accountId: string,
  webhookIds: readonly string[],
  times: Times,
  repeats?: number,
): Promise<readonly ListTime[]>;

export function timeFigures(
  store: Store,
  accountId: string,
  webhookIds: readonly string[],
  times: Times,
): Promise<readonly { readonly figures: string; readonly p50: number; readonly max: number }[]>;
