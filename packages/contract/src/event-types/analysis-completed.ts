import { z } from "zod";
import { CURRENT_VERSION, defineEventType } from "./definition.ts";

export const analysisCompleted = defineEventType({
  name: "analysis.completed",
  description: "Triggered when business analysis is complete",
  version: CURRENT_VERSION,
  data: z.object({
    analysis_id: z.string().min(1),
    customer_id: z.string().min(1),
    summary: z.string(),
    metrics: z.array(z.object({ name: z.string().min(1), value: z.number() })),
    completed_at: z.iso.datetime(),
  }),
  example: {
    analysis_id: "analysis_2025_0207",
    customer_id: "customer_987654321",
    summary: "Call volume grew by a fifth; most calls arrive before noon.",
    metrics: [
      { name: "calls_per_day", value: 42 },
      { name: "answer_rate", value: 0.97 },
    ],
    completed_at: "2025-02-07T02:55:00Z",
  },
});
