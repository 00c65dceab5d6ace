import { z } from "zod";
import { CURRENT_VERSION, defineEventType } from "./definition.ts";

export const customerQualified = defineEventType({
  name: "customer.qualified",
  description: "Triggered when a customer meets qualification criteria",
  version: CURRENT_VERSION,
  data: z.object({
    customer_id: z.string().min(1).meta({ description: "The customer who qualified" }),
    score: z.number().min(0).max(100).meta({ description: "Qualification score, 0 to 100" }),
    qualification_type: z.enum(["hot", "warm", "cold"]),
    triggers: z.array(z.string()).meta({ description: "What raised the score" }),
  }),
  example: {
    customer_id: "customer_987654321",
    score: 85,
    qualification_type: "hot",
    triggers: ["budget_match", "high_engagement"],
  },
});
