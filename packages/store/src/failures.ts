/** Failures of a database as those of a store: each driver knows its own reasons, and how to say them. */
import { StoreError, type StoreErrorReason } from "./port/store.ts";

export type Messages = Readonly<Record<StoreErrorReason, string>>;

export function describeFailure(messages: Messages, reason: StoreErrorReason, cause: unknown): StoreError {
  const detail = cause instanceof Error ? `: ${cause.message}` : "";
  return new StoreError(reason, `${messages[reason]}${detail}`, { cause });
}

/** A {@link StoreError} where it is one; every other error as it is. */
export function translateFailure(
  messages: Messages,
  reasonOf: (error: unknown) => StoreErrorReason | undefined,
  error: unknown,
): unknown {
  if (error instanceof StoreError) return error;
  const reason = reasonOf(error);
  return reason === undefined ? error : describeFailure(messages, reason, error);
}
