import type { Store } from "@callcall/store";

export const RARE_EVERY: number;
export const RARE_TEXT: string;

export interface SeedOptions {
  readonly accountId: string;
  readonly events: number;
  readonly webhooks?: number;
  readonly days?: number;
  readonly untilMs: number;
  readonly seed?: number;
  readonly onProgress?: (events: number) => void;
}

/** Fill an account with a past; the ids of its webhooks. */
export function seedAccount(store: Store, options: SeedOptions): Promise<readonly string[]>;
