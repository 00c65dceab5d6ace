/** "0", "0.4", "12", "1.2K": a rate a minute, as short as it can be said. */
export function perMinute(rate: number): string {
  if (rate === 0) return "0";
  if (rate < 0.1) return "< 0.1";
  if (rate < 10) return rate.toFixed(1).replace(/\.0$/, "");
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(Math.round(rate));
}
