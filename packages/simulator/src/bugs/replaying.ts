/** Replay jobs that leave something out, or go on where they should not. */
import type { Bug } from "../world/bug.ts";
import { engineReads } from "./wrap.ts";

export const lastPageSkipped: Bug = {
  name: "replay-without-last-event",
  what: "a replay is done one event before the end",
  plant: engineReads((store) => ({
    replayCandidates: async (subject, after, limit) => {
      const rows = await store.replayCandidates(subject, after, limit);
      return rows.length < limit ? rows.slice(0, -1) : rows;
    },
  })),
};

export const jobsForgotten: Bug = {
  name: "replays-lost-by-a-crash",
  what: "a replay that was under way is not taken up by the next start",
  plant: engineReads(() => ({ runningReplayJobs: async () => [] })),
};
