/** How fast a count has grown over the last half minute. */
export interface Tempo {
  note(atMs: number, count: number): void;
  perSecond(nowMs: number): number;
}

const SAMPLE_EVERY_MS = 1_000;
const LOOK_BACK_MS = 30_000;

/** Times are of the steady clock. */
export function createTempo(startMs: number, startCount: number): Tempo {
  const samples = [{ atMs: startMs, count: startCount }];
  let latest = startCount;
  return {
    note(atMs, count) {
      latest = count;
      const last = samples.at(-1);
      if (last !== undefined && atMs - last.atMs < SAMPLE_EVERY_MS) return;
      samples.push({ atMs, count });
      while (samples[1] !== undefined && samples[1].atMs <= atMs - LOOK_BACK_MS) samples.shift();
    },
    perSecond(nowMs) {
      const [first] = samples;
      // A rate over less than a sample is chance.
      if (first === undefined || nowMs - first.atMs < SAMPLE_EVERY_MS) return 0;
      return ((latest - first.count) / (nowMs - first.atMs)) * 1000;
    },
  };
}
