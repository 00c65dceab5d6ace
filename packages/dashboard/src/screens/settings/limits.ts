import { bytes, count, duration, milliseconds } from "../../components/format.ts";

export interface LimitRow {
  readonly name: string;
  /** "payload" of `payload_bytes`, in words. */
  readonly label: string;
  readonly value: string;
}

const UNITS = [
  { suffix: "_bytes", show: bytes },
  { suffix: "_seconds", show: (value: number) => duration(value * 1_000) },
  { suffix: "_ms", show: milliseconds },
] as const;

/** `delivery_deadline_ms_max` as "Delivery deadline, most", 30,000 as "30.00 s". The name says the unit. */
export function limitRow(name: string, value: number): LimitRow {
  const bound = /_(?:max|min|default)$/.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - bound.length);
  const unit = UNITS.find(({ suffix }) => stem.endsWith(suffix));
  const words = stem.slice(0, stem.length - (unit?.suffix.length ?? 0)).replaceAll("_", " ");
  const behind = { _max: ", most", _min: ", least", _default: ", by default", "": "" }[bound] ?? "";
  return {
    name,
    label: words.charAt(0).toUpperCase() + words.slice(1) + behind,
    value: (unit?.show ?? count)(value),
  };
}
