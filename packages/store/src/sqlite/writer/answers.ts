/**
 * What became of commands, as it crosses back: that a command went as it should is known from the command, so that
 * hardly anything crosses.
 */
import type { AcceptEvents, AcceptResult, WriteCommand, WriteResult } from "../../port/commands.ts";
import type { Packing } from "./pack.ts";

/** Null: as it should. A number: of the attempt that was begun. */
export type Answer = WriteResult | number | null;

export function answerTo(command: WriteCommand, result: WriteResult): Answer {
  if (command.kind === "attempt.settle" && "state" in result && result.state === command.state) return null;
  if (result.kind === "accepted" && result.events.every(({ status }) => status === "inserted")) return null;
  return result.kind === "begun" ? result.number : result;
}

/** @throws Error when there are not as many answers as questions: none of them can be trusted then */
export function resultsOf(
  commands: readonly WriteCommand[],
  { refused, packed }: Packing,
  answers: readonly Answer[],
): readonly WriteResult[] {
  if (answers.length !== packed.count) {
    throw new Error(`Cannot tell what became of ${packed.count} commands as there are ${answers.length} answers`);
  }
  let next = 0;
  return commands.map((command, index): WriteResult => {
    const error = refused.get(index);
    return error === undefined ? resultOf(command, answers[next++] as Answer) : { kind: "rejected", error };
  });
}

function resultOf(command: WriteCommand, answer: Answer): WriteResult {
  if (typeof answer === "number") return { kind: "begun", number: answer };
  if (answer !== null) return answer;
  if (command.kind === "attempt.settle") return { kind: "settled", state: command.state };
  if (command.kind === "events.accept") return allInserted(command);
  throw new TypeError(`Cannot tell what became of a command of the kind ${command.kind}`);
}

function allInserted({ events }: AcceptEvents): AcceptResult {
  return {
    kind: "accepted",
    events: events.map(({ id, createdMs, deliveries }) => ({
      status: "inserted",
      id,
      createdMs,
      deliveries: deliveries.length,
    })),
  };
}
