import type { Event, Job } from "../../peers/queue.ts";

/** @param count of the jobs before, from which ids and endpoints follow */
export function makeJob(count: number, type: string, data: Event["data"], endpoints: number): Job {
  return {
    path: `/hook/${count % endpoints}`,
    event: {
      id: `evt_${String(count).padStart(22, "0")}`,
      type,
      created: "2025-02-07T02:55:00Z",
      data,
      version: "2024-01-01",
    },
  };
}
