import type { Clock } from "./clock.ts";

/** A wall clock that goes another way than the steady one by this much at once was set. Less is adjustment, and followed. */
export const JUMP_MS = 1_000;
/** How far the wall clock was set between two readings of wall minus steady time, in milliseconds; 0: it was not. */
export function jumpBetween(beforeMs: number, afterMs: number): number {
  const jumpMs = Math.round(afterMs - beforeMs);
  return Math.abs(jumpMs) < JUMP_MS ? 0 : jumpMs;
}

/** Two clocks read this far apart were not read at one moment: something else ran in between. */
const APART_MS = 50;

/**
 * The same clock, watched: whoever reads the wall learns first that it was set. `onJump` is told by how much, forward
 * or (negative) back, before any reader gets to see the new time.
 */
export function watchJumps(clock: Clock, onJump: (jumpMs: number, wallMs: number) => void): Clock {
  /** Wall minus steady time, as of the last reading. */
  let offsetMs: number | null = null;

  /** Both clocks at one moment, as near as can be. */
  function measure(): number {
    for (;;) {
      const beforeMs = clock.monotonicMs();
      const wallMs = clock.nowMs();
      const afterMs = clock.monotonicMs();
      if (afterMs - beforeMs < APART_MS) return wallMs - afterMs;
    }
  }

  return {
    nowMs() {
      const wallMs = clock.nowMs();
      const nowOffsetMs = wallMs - clock.monotonicMs();
      if (offsetMs !== null && Math.abs(nowOffsetMs - offsetMs) < JUMP_MS) {
        offsetMs = nowOffsetMs;
        return wallMs;
      }
      const measuredMs = measure();
      const jumpMs = jumpBetween(offsetMs ?? measuredMs, measuredMs);
      offsetMs = measuredMs;
      const setMs = clock.nowMs();
      if (jumpMs !== 0) onJump(jumpMs, setMs);
      return setMs;
    },
    monotonicMs: () => clock.monotonicMs(),
  };
}
