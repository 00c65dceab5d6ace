import { CANCELLED, PENDING } from "../../rows/delivery.ts";

/** An attempt may be open while a delivery waits for nothing else, or was cancelled meanwhile. */
const MAY_BE_OPEN: readonly number[] = [PENDING, CANCELLED];

/**
 * The rows of an account that `where` wants, or of one webhook where it names one: a SELECT for each range of an index,
 * newest first or oldest first as the statement around them asks. Over several, SQLite merges them as they come,
 * without a sort. What is in flight stands in an index without its webhook: that many rows are looked at.
 */
export function rangesByState(
  columns: string,
  where: string,
  states: readonly number[],
  isOfWebhook: boolean,
): readonly string[] {
  const range = (index: string, state: number, open: string): string =>
    `SELECT ${columns} FROM deliveries INDEXED BY ${index} WHERE ${where} AND state = ${state} AND open_attempt_id ${open}`;
  const settled = isOfWebhook ? "deliveries_by_webhook" : "deliveries_by_state";
  return states.flatMap((state) => [
    range(settled, state, "IS NULL"),
    ...(MAY_BE_OPEN.includes(state) ? [range("deliveries_open", state, "IS NOT NULL")] : []),
  ]);
}
