/**
 * Commands as the writer takes them. What a settled attempt comes to in the database is worked out on the side of
 * whoever submits it: a row of plain values crosses to the writer's thread in a fifth of the time that headers and
 * timings as objects take.
 */
import type { AcceptEvents, SettleAttempt, WriteCommand } from "../../port/commands.ts";
import { attemptValues } from "../../rows/attempt.ts";
import type { SqlValue } from "../../rows/sql-value.ts";

export interface FlatSettle extends Omit<SettleAttempt, "attempt"> {
  readonly attempt: {
    readonly accountId: string;
    readonly deliveryId: string;
    readonly id: string;
    readonly outcome: string;
    readonly charged: boolean;
    /** Null: there was no response. */
    readonly status: number | null;
    /** Of an attempt that got a response. */
    readonly responseMs: number | null;
    /** Everything that is recorded, in the order of the table's columns. */
    readonly row: readonly SqlValue[];
  };
}

export type FlatCommand = Exclude<WriteCommand, SettleAttempt> | FlatSettle;

export function flatten(command: WriteCommand): FlatCommand {
  return command.kind === "attempt.settle" ? flattenSettle(command) : command;
}

function flattenSettle(command: SettleAttempt): FlatSettle {
  const { accountId, deliveryId, id, outcome, charged, response, timings } = command.attempt;
  return {
    ...command,
    attempt: {
      accountId,
      deliveryId,
      id,
      outcome,
      charged,
      status: response === null ? null : response.status,
      responseMs: response === null || timings === null ? null : timings.totalMs,
      row: attemptValues(command.attempt),
    },
  };
}

/** As `flatten`, for a thread of its own: bytes are often a view into a larger buffer, which would cross as a whole. */
export function flattenForThread(command: WriteCommand): FlatCommand {
  if (command.kind === "events.accept") return detachData(command);
  if (command.kind !== "attempt.settle") return command;
  const flat = flattenSettle(command);
  const row = flat.attempt.row.map((value) => (value instanceof Uint8Array ? detached(value) : value));
  return { ...flat, attempt: { ...flat.attempt, row } };
}

function detachData(command: AcceptEvents): AcceptEvents {
  return { ...command, events: command.events.map((event) => ({ ...event, data: detached(event.data) })) };
}

/** A copy with a buffer of its own. (That of `Buffer.prototype.slice` is the old one.) */
function detached(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes);
}
