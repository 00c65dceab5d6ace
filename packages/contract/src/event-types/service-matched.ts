import { z } from "zod";
import { CURRENT_VERSION, defineEventType } from "./definition.ts";

export const serviceMatched = defineEventType({
  name: "service.matched",
  description: "Triggered when services are matched to a customer",
  version: CURRENT_VERSION,
  data: z.object({
    customer_id: z.string().min(1),
    match_id: z.string().min(1),
    services: z.array(
      z.object({
        service_id: z.string().min(1),
        name: z.string(),
        score: z.number().min(0).max(1).meta({ description: "How well it fits, 0 to 1" }),
      }),
    ),
    matched_at: z.iso.datetime(),
  }),
  example: {
    customer_id: "customer_987654321",
    match_id: "match_20250207001",
    services: [
      { service_id: "service_41", name: "Kitchen renovation", score: 0.93 },
      { service_id: "service_57", name: "Interior design", score: 0.71 },
    ],
    matched_at: "2025-02-07T02:55:00Z",
  },
});
