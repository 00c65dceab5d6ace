import type { Behaviour, Reply } from "./behaviour.ts";
import type { Genuine } from "./verify.ts";

/** What the campaign tells the process of the consumers. */
export type ToConsumers =
  | { readonly kind: "secret"; readonly consumer: string; readonly secret: string }
  | { readonly kind: "become"; readonly consumer: string; readonly behaviour: Behaviour };

/** What the process of the consumers tells the campaign: where it listens, and then how much has arrived. */
export type FromConsumers =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "arrived"; readonly requests: number; readonly accepted: number };

/** One line of the consumers' log. */
export interface Arrival {
  readonly consumer: string;
  /** By the wall clock of the consumer, in milliseconds. */
  readonly atMs: number;
  /** "accept" is a 2xx. */
  readonly reply: Reply["kind"];
  /** null: not signed, or not a delivery. */
  readonly delivery: Genuine | null;
}
