/** What a consumer may say in the `webhook-delivery` header of its answer. */
export type DeliveryControl =
  /** No more attempts of this delivery. */
  | "abort-message"
  /** No more deliveries to this webhook. */
  | "disable";

/**
 * Read `webhook-delivery`, as Svix defines it. Only over `https://`: there the sender has verified who answers,
 * and without that anybody on the way could end a consumer's deliveries with one header. Contradicting or
 * unknown words are ignored.
 */
export function deliveryControl(
  url: string,
  headers: readonly (readonly [name: string, value: string])[],
): DeliveryControl | null {
  if (!url.startsWith("https://")) return null;
  const said = headers.filter(([name]) => name.toLowerCase() === "webhook-delivery");
  const words = new Set(said.map(([, value]) => value.trim().toLowerCase()));
  if (words.size !== 1) return null;
  if (words.has("abort-message")) return "abort-message";
  return words.has("disable") ? "disable" : null;
}
