/** The event that is published over and over: 500 bytes when it is delivered, with the instant at which it was sent. */

/** Sixteen digits: microseconds of the machine's monotonic clock, which all its processes share. */
const STAMP_DIGITS = 16;
const STAMP_MARK = '"sent":"';
const ENVELOPE_BYTES = 500;
/** What the envelope adds around `data`. */
const AROUND_BYTES = envelopeText(`evt_${"0".repeat(22)}`, "bench.t00", "").length;

/** What a consumer gets. */
export function envelopeText(id: string, type: string, data: string): string {
  return `{"id":"${id}","type":"${type}","created":"2025-02-07T02:55:00Z","data":${data},"version":"2024-01-01"}`;
}

export function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}

export function typeName(index: number): string {
  return `bench.t${String(index).padStart(2, "0")}`;
}

/** The JSON Schema of every type: validation is part of the work. */
export const SCHEMA = {
  type: "object",
  properties: {
    customer_id: { type: "string", minLength: 1 },
    score: { type: "number", minimum: 0, maximum: 100 },
    qualification_type: { enum: ["hot", "warm", "cold"] },
    triggers: { type: "array", items: { type: "string" } },
    sent: { type: "string" },
  },
  required: ["customer_id", "score", "qualification_type", "triggers", "sent"],
} as const;

export function dataText(): string {
  const start = `{"customer_id":"customer_987654321","score":85,"qualification_type":"hot","triggers":["budget_match"],`;
  const end = `${STAMP_MARK}${"0".repeat(STAMP_DIGITS)}"}`;
  const padding = ENVELOPE_BYTES - AROUND_BYTES - start.length - end.length - `"note":"",`.length;
  return `${start}"note":"${"x".repeat(padding)}",${end}`;
}

const MARK = Buffer.from(STAMP_MARK);

/** Where the stamps of a request stand. */
export function stampPlaces(body: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = body.indexOf(MARK); at !== -1; at = body.indexOf(MARK, at + 1)) places.push(at + MARK.length);
  return places;
}

export function stampText(us: number): string {
  return String(us).padStart(STAMP_DIGITS, "0");
}

export function stamp(body: Buffer, places: readonly number[], us: number): void {
  const text = stampText(us);
  for (const place of places) body.write(text, place, STAMP_DIGITS, "latin1");
}

/** The stamp in a delivered body; undefined where there is none. */
export function readStamp(bytes: Buffer, from: number, to: number): number | undefined {
  const at = bytes.indexOf(MARK, from);
  if (at === -1 || at >= to) return undefined;
  return Number(bytes.toString("latin1", at + MARK.length, at + MARK.length + STAMP_DIGITS));
}
