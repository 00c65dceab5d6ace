import type { Random } from "../runtime/random.ts";

/** Choices by chance. */
export interface Chance {
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** A number from `min` to `max`, with so many decimals. */
  decimal(min: number, max: number, decimals: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Some of them, in their order. */
  some<Item>(items: readonly Item[], min: number, max: number): Item[];
  /** So many decimal digits. */
  digits(count: number): string;
  yes(probability: number): boolean;
}

export function createChance(random: Random): Chance {
  const chance: Chance = {
    integer: (min, max) => min + Math.floor(random.fraction() * (max - min + 1)),
    decimal: (min, max, decimals) => Number((min + random.fraction() * (max - min)).toFixed(decimals)),
    pick<Item>(items: readonly Item[]): Item {
      const item = items[chance.integer(0, items.length - 1)];
      if (item === undefined) throw new TypeError("Cannot pick from nothing");
      return item;
    },
    some<Item>(items: readonly Item[], min: number, max: number): Item[] {
      const left = items.map((_, index) => index);
      const chosen = Array.from({ length: Math.min(items.length, chance.integer(min, max)) }, () =>
        left.splice(chance.integer(0, left.length - 1), 1),
      ).flat();
      return chosen.sort((a, b) => a - b).flatMap((index) => items.slice(index, index + 1));
    },
    digits: (count) => Array.from({ length: count }, () => chance.integer(0, 9)).join(""),
    yes: (probability) => random.fraction() < probability,
  };
  return chance;
}
