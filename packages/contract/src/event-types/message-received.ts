import { z } from "zod";
import { CURRENT_VERSION, defineEventType } from "./definition.ts";

export const messageReceived = defineEventType({
  name: "message.received",
  description: "Triggered when a new message is received",
  version: CURRENT_VERSION,
  data: z.object({
    message_id: z.string().min(1),
    conversation_id: z.string().min(1),
    customer_id: z.string().min(1),
    channel: z.enum(["sms", "email", "chat", "voice"]),
    direction: z.literal("inbound"),
    text: z.string(),
    received_at: z.iso.datetime(),
  }),
  example: {
    message_id: "message_555000111",
    conversation_id: "conversation_31",
    customer_id: "customer_987654321",
    channel: "sms",
    direction: "inbound",
    text: "Could someone call me back about the kitchen?",
    received_at: "2025-02-07T02:55:00Z",
  },
});
