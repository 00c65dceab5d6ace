/** What the store and the thread of its writer say to each other. */
import { StoreError, type StoreErrorReason } from "../../port/store.ts";
import type { Answer } from "./answers.ts";
import type { PackedCommands } from "./pack.ts";

export interface ThreadData {
  readonly path: string;
  /** See `exit-gate.ts`. */
  readonly gate: Int32Array<SharedArrayBuffer>;
}

export type ToThread =
  | { readonly kind: "commit"; readonly commands: PackedCommands }
  /** Fold the log into the database, and let go of it. */
  | { readonly kind: "close" };

/** One for each message, in their order; the first tells that the database is open. */
export type FromThread =
  | { readonly kind: "opened" }
  | { readonly kind: "committed"; readonly answers: readonly Answer[] }
  | { readonly kind: "closed" }
  | { readonly kind: "failed"; readonly error: SentError };

/** An error crosses as values: what a thread is sent of it loses its class. */
export interface SentError {
  readonly reason: StoreErrorReason | null;
  readonly message: string;
  readonly cause: string | undefined;
  readonly code: unknown;
}

export function sendableError(error: unknown): SentError {
  const known = error instanceof Error ? error : new Error(String(error));
  const { cause } = known;
  return {
    reason: known instanceof StoreError ? known.reason : null,
    message: known.message,
    cause: cause instanceof Error ? cause.message : undefined,
    code: "code" in known ? known.code : undefined,
  };
}

export function receivedError({ reason, message, cause, code }: SentError): Error {
  const options = cause === undefined ? {} : { cause: new Error(cause) };
  if (reason !== null) return new StoreError(reason, message, options);
  return Object.assign(new Error(message, options), code === undefined ? {} : { code });
}
