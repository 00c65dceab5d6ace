/**
 * Chance, seeded. Each purpose has a stream of its own, named after it: what one receiver draws does not move what
 * another draws, so that a plan from which something is taken away stays the same plan otherwise.
 */
export class Rng {
  readonly #state: Uint32Array;

  constructor(seed: number, name: string) {
    this.#state = Uint32Array.from([1, 2, 3, 4], (salt) => hash(`${salt}/${seed}/${name}`));
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /** sfc32: 128 bits of state, passes PractRand. */
  uint32(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const sum = (a + b + d) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = d + 1;
    return sum;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** Whole, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("Cannot pick from nothing");
    return items[this.int(0, items.length - 1)] as Item;
  }

  /** One of these, each as likely as its weight says. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item {
    let left = this.fraction() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    throw new Error("Cannot pick from weights that come to nothing");
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.uint32() & 0xff);
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
