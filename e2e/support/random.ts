/** Seeded numbers, so that a failing run can be looked at again. */
export interface Random {
  /** From 0 up to but not including `end`. */
  below(end: number): number;
  between(first: number, last: number): number;
}

/** Mulberry32: 32 bits of state are plenty for choosing when to kill a process. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
  return { below, between: (first, last) => first + below(last - first + 1) };
}
