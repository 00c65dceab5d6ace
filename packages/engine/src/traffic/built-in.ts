import { type BuiltInEventData, formatCreated } from "@callcall/contract";
import type { Chance } from "./chance.ts";

/** Plausible data of the built-in types, different each time. */

const TRIGGERS = ["budget_match", "high_engagement", "requested_quote", "returning_customer", "short_timeline"];
const SERVICES = [
  ["service_41", "Kitchen renovation"],
  ["service_57", "Interior design"],
  ["service_12", "Bathroom remodel"],
  ["service_88", "Roof repair"],
  ["service_23", "Solar installation"],
  ["service_64", "Garden landscaping"],
] as const;
const NAMES = ["Amara", "Björn", "Chloé", "Diego", "Eun-ji", "Fatima", "Giulia", "Hiroshi", "Ines", "Jamal"];
const MESSAGES = [
  "Could someone call me back about the kitchen?",
  "Is Thursday afternoon still free?",
  "Thanks, the quote looks good. When can you start?",
  "I have sent the floor plan by e-mail 📐",
  "What would the smaller option cost?",
  "Please move my appointment to next week.",
];
const SUMMARIES = [
  "Call volume grew by a fifth; most calls arrive before noon.",
  "Fewer missed calls than last week, longer conversations.",
  "Most new customers ask about renovation; the answer rate is steady.",
  "Weekend calls doubled, and a third of them went to voicemail.",
];

type Make<Type extends keyof BuiltInEventData> = (chance: Chance, nowMs: number) => BuiltInEventData[Type];

const customer = (chance: Chance): string => `customer_${chance.digits(9)}`;

const qualified: Make<"customer.qualified"> = (chance) => {
  const score = chance.integer(5, 100);
  return {
    customer_id: customer(chance),
    score,
    qualification_type: score >= 75 ? "hot" : score >= 40 ? "warm" : "cold",
    triggers: chance.some(TRIGGERS, 1, score >= 75 ? 3 : 2),
  };
};

const matched: Make<"service.matched"> = (chance, nowMs) => ({
  customer_id: customer(chance),
  match_id: `match_${chance.digits(11)}`,
  services: chance
    .some(SERVICES, 1, 3)
    .map(([service_id, name]) => ({ service_id, name, score: chance.decimal(0.4, 0.99, 2) }))
    .sort((a, b) => b.score - a.score),
  matched_at: formatCreated(nowMs),
});

const received: Make<"message.received"> = (chance, nowMs) => ({
  message_id: `message_${chance.digits(9)}`,
  conversation_id: `conversation_${chance.integer(1, 400)}`,
  customer_id: customer(chance),
  channel: chance.pick(["sms", "email", "chat", "voice"] as const),
  direction: "inbound",
  text: chance.yes(0.3) ? `${chance.pick(MESSAGES)} ${chance.pick(NAMES)}` : chance.pick(MESSAGES),
  received_at: formatCreated(nowMs),
});

const completed: Make<"analysis.completed"> = (chance, nowMs) => ({
  analysis_id: `analysis_${chance.digits(8)}`,
  customer_id: customer(chance),
  summary: chance.pick(SUMMARIES),
  metrics: [
    { name: "calls_per_day", value: chance.integer(5, 180) },
    { name: "answer_rate", value: chance.decimal(0.6, 1, 2) },
    { name: "average_seconds", value: chance.integer(40, 420) },
  ],
  completed_at: formatCreated(nowMs),
});

const MAKERS: { readonly [Type in keyof BuiltInEventData]: Make<Type> } = {
  "customer.qualified": qualified,
  "service.matched": matched,
  "message.received": received,
  "analysis.completed": completed,
};

/** Data of a built-in type; undefined for any other. */
export function builtInData(type: string, chance: Chance, nowMs: number): unknown {
  return Object.hasOwn(MAKERS, type) ? MAKERS[type as keyof BuiltInEventData](chance, nowMs) : undefined;
}
