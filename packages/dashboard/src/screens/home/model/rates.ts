/** "0", "0.07", "0.4", "12", "1.2K": a rate a minute, in two digits that count. */
export function perMinute(rate: number): string {
  if (rate === 0) return "0";
  if (rate < 0.001) return "< 0.001";
  if (rate < 10) return String(Number(rate.toPrecision(2)));
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(Math.round(rate));
}
