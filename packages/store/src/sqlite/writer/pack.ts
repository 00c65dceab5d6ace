/**
 * Commands as they cross to the writer's thread. Those of which each delivery takes one cross in columns: as objects
 * they take three times as long on the side that submits, which has more to do than the writer. All others cross as
 * they are.
 */
import type { WriteCommand } from "../../port/commands.ts";
import { type Columns, ColumnsReader, ColumnsWriter, times } from "./columns.ts";
import { packAccept, unpackAccept } from "./pack-accept.ts";
import { packBegin, packSettle, unpackBegin, unpackSettle } from "./pack-attempt.ts";

export interface PackedCommands {
  readonly count: number;
  readonly columns: Columns;
  /** Those without columns, in their order. */
  readonly others: readonly WriteCommand[];
}

export interface Packing {
  readonly packed: PackedCommands;
  /** Commands that hold something of a wrong type, by their index: they are not in it. */
  readonly refused: ReadonlyMap<number, Error>;
}

const ACCEPT = 0;
const BEGIN = 1;
const SETTLE = 2;
const OTHER = 3;

/** One for a thread: it keeps the memory that it packs in. */
export function createPacker(): (commands: readonly WriteCommand[]) => Packing {
  const columns = new ColumnsWriter();
  return (commands) => {
    const others: WriteCommand[] = [];
    const refused = new Map<number, Error>();
    for (const [index, command] of commands.entries()) {
      const mark = columns.mark();
      try {
        if (!packed(columns, command)) others.push(command);
      } catch (error) {
        columns.rewind(mark);
        refused.set(index, error as Error);
      }
    }
    return { packed: { count: commands.length - refused.size, columns: columns.take(), others }, refused };
  };
}

export function unpackCommands({ count, columns, others }: PackedCommands): readonly WriteCommand[] {
  const reader = new ColumnsReader(columns);
  let other = 0;
  const commands = times(count, () => {
    switch (reader.number()) {
      case ACCEPT:
        return unpackAccept(reader);
      case BEGIN:
        return unpackBegin(reader);
      case SETTLE:
        return unpackSettle(reader);
      default:
        return others[other++] as WriteCommand;
    }
  });
  reader.end();
  return commands;
}

/** Whether it has columns. */
function packed(columns: ColumnsWriter, command: WriteCommand): boolean {
  switch (command.kind) {
    case "events.accept":
      columns.number(ACCEPT);
      packAccept(columns, command);
      return true;
    case "attempt.begin":
      columns.number(BEGIN);
      packBegin(columns, command);
      return true;
    case "attempt.settle":
      columns.number(SETTLE);
      packSettle(columns, command);
      return true;
    default:
      columns.number(OTHER);
      return false;
  }
}
