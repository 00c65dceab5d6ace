/**
 * The commands of a commit as groups, each for a few statements of many rows. Groups run in order. Within what lies
 * between two other commands, publishing comes first, then attempts that begin, then attempts that end: that is
 * another order than they were submitted in, but only for commands that do not concern one another.
 */
import type { AcceptEvents, BeginAttempt, SettleAttempt, WriteCommand } from "../port/commands.ts";

/** Where the results belong in the answer to the commit. */
interface Places {
  readonly places: readonly number[];
}

export type OtherCommand = Exclude<WriteCommand, AcceptEvents | BeginAttempt | SettleAttempt>;

export type Batch = Places &
  (
    | { readonly kind: "accept"; readonly commands: readonly AcceptEvents[] }
    | { readonly kind: "begin"; readonly commands: readonly BeginAttempt[] }
    | { readonly kind: "settle"; readonly commands: readonly SettleAttempt[] }
    | { readonly kind: "other"; readonly command: OtherCommand }
  );

/** At most `size` commands to a group. */
export function batches(commands: readonly WriteCommand[], size: number = Number.POSITIVE_INFINITY): readonly Batch[] {
  const found: Batch[] = [];
  let stretch = new Stretch();
  const endStretch = (): void => {
    found.push(...stretch.batches());
    stretch = new Stretch();
  };
  commands.forEach((command, place) => {
    if (command.kind !== "events.accept" && command.kind !== "attempt.begin" && command.kind !== "attempt.settle") {
      endStretch();
      found.push({ kind: "other", command, places: [place] });
      return;
    }
    if (stretch.size >= size || stretch.concerns(command)) endStretch();
    stretch.add(command, place);
  });
  endStretch();
  return found;
}

class Group<Command> {
  readonly commands: Command[] = [];
  readonly places: number[] = [];

  add(command: Command, place: number): void {
    this.commands.push(command);
    this.places.push(place);
  }
}

/** Commands that do not depend on the order of the three groups. */
class Stretch {
  readonly #accepts = new Group<AcceptEvents>();
  readonly #begins = new Group<BeginAttempt>();
  readonly #settles = new Group<SettleAttempt>();
  readonly #keys = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #settled = new Set<string>();
  /** A webhook was disabled: what is published from then on is not for it. */
  #closed = false;

  get size(): number {
    return this.#accepts.places.length + this.#begins.places.length + this.#settles.places.length;
  }

  /** Whether this command has to see what an earlier one does that would not have been done by then. */
  concerns(command: AcceptEvents | BeginAttempt | SettleAttempt): boolean {
    if (this.#closed) return true;
    switch (command.kind) {
      case "events.accept":
        return (
          (command.idempotency !== null && this.#keys.has(nameOf(command.accountId, command.idempotency.key))) ||
          this.#knowsDeliveriesOf(command)
        );
      case "attempt.begin": {
        const name = nameOf(command.accountId, command.deliveryId);
        return this.#begun.has(name) || this.#settled.has(name);
      }
      case "attempt.settle":
        return this.#settled.has(nameOf(command.attempt.accountId, command.attempt.deliveryId));
    }
  }

  #knowsDeliveriesOf({ accountId, events }: AcceptEvents): boolean {
    if (this.#begun.size === 0 && this.#settled.size === 0) return false;
    return events.some(({ deliveries }) =>
      deliveries.some(({ id }) => {
        const name = nameOf(accountId, id);
        return this.#begun.has(name) || this.#settled.has(name);
      }),
    );
  }

  add(command: AcceptEvents | BeginAttempt | SettleAttempt, place: number): void {
    switch (command.kind) {
      case "events.accept":
        this.#accepts.add(command, place);
        if (command.idempotency !== null) this.#keys.add(nameOf(command.accountId, command.idempotency.key));
        return;
      case "attempt.begin":
        this.#begins.add(command, place);
        this.#begun.add(nameOf(command.accountId, command.deliveryId));
        return;
      case "attempt.settle":
        this.#settles.add(command, place);
        this.#settled.add(nameOf(command.attempt.accountId, command.attempt.deliveryId));
        this.#closed = command.disable !== null;
    }
  }

  batches(): readonly Batch[] {
    const all: readonly Batch[] = [
      { kind: "accept", ...this.#accepts },
      { kind: "begin", ...this.#begins },
      { kind: "settle", ...this.#settles },
    ];
    return all.filter(({ places }) => places.length > 0);
  }
}

/** No id holds a line break. */
function nameOf(accountId: string, id: string): string {
  return `${accountId}\n${id}`;
}
