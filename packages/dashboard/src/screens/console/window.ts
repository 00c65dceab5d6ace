import type { View } from "./buffer.ts";

/**
 * Which lines are drawn. All have one height, so that nothing has to be measured: a list of measured rows would go
 * over all 20,000 of them in every frame in which one is added.
 */
export interface DrawnWindow {
  readonly first: number;
  readonly count: number;
}

/** Lines beyond the edge that are drawn as well, so that scrolling shows no gaps. */
const BEYOND = 10;

export function windowOf(length: number, scrollTop: number, height: number, rowPx: number): DrawnWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowPx) - BEYOND);
  const last = Math.min(length, Math.ceil((scrollTop + height) / rowPx) + BEYOND);
  return { first: Math.min(first, Math.max(0, length - 1)), count: Math.max(0, last - first) };
}

/** Where the line with that number stands now; the nearest newer one when it is gone. Lines are in order. */
export function indexOfSeq(view: View, seq: number): number {
  let low = 0;
  let high = view.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((view.line(middle)?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
