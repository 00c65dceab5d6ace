/** Data that fit the catalogue's schemas, so that no warning comes back. */
export const QUALIFIED = {
  customer_id: "customer_987654321",
  score: 85,
  qualification_type: "hot",
  triggers: ["budget_match", "high_engagement"],
} as const;

export const MATCHED = {
  customer_id: "customer_987654321",
  match_id: "match_1",
  services: [{ service_id: "service_41", name: "Kitchen renovation", score: 0.93 }],
  matched_at: "2025-02-07T02:55:00Z",
} as const;

export const MESSAGE = {
  message_id: "message_1",
  conversation_id: "conversation_1",
  customer_id: "customer_987654321",
  channel: "sms",
  direction: "inbound",
  text: "Could someone call me back?",
  received_at: "2025-02-07T02:55:00Z",
} as const;

/** The envelope of a delivery around exactly these bytes of data. */
export function envelope(event: { id: string; type: string; created: string }, data: string): string {
  return `{"id":"${event.id}","type":"${event.type}","created":"${event.created}","data":${data},"version":"2024-01-01"}`;
}
