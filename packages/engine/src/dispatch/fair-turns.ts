import { Turns } from "./turns.ts";

interface Line<Item> {
  readonly account: string;
  readonly items: Turns<Item>;
}

/**
 * Turns in two levels: over accounts, and within each over its lanes. Each turn is one send, and every send costs
 * the same, so plain round robin is deficit round robin here: of T accounts that wait, each has one turn in T,
 * whatever number of lanes the others have.
 */
export class FairTurns<Item> {
  readonly #lines = new Map<string, Line<Item>>();
  readonly #accounts = new Turns<Line<Item>>();

  join(account: string, item: Item): void {
    let line = this.#lines.get(account);
    if (line === undefined) {
      line = { account, items: new Turns() };
      this.#lines.set(account, line);
      this.#accounts.push(line);
    }
    line.items.push(item);
  }

  next(): Item | undefined {
    const line = this.#accounts.next();
    if (line === undefined) return undefined;
    const item = line.items.next();
    if (line.items.empty) this.#lines.delete(line.account);
    else this.#accounts.push(line);
    return item;
  }
}
