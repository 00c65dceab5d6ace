export const SAMPLE_TYPE = "customer.qualified";

const TRIGGERS = ["budget_match", "high_engagement", "demo_requested"] as const;

/** The guide's example; each further one is a little different, so that they can be told apart. */
export function sampleData(n: number): Record<string, unknown> {
  return {
    customer_id: `customer_${987_654_321 + n}`,
    score: 85 - (n % 10),
    qualification_type: "hot",
    triggers: TRIGGERS.slice(0, 2 + (n % 2)),
  };
}
