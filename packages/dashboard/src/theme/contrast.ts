/** A colour as red, green and blue from 0 to 1, gamma-encoded as in `#rrggbb`. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** @param hex `#rrggbb` */
export function toRgb(hex: string): Rgb {
  const at = (start: number): number => Number.parseInt(hex.slice(start, start + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

export function toHex(rgb: Rgb): string {
  const digits = rgb.map((channel) =>
    Math.round(Math.min(1, Math.max(0, channel)) * 255)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${digits.join("")}`;
}

/** WCAG 2.2 relative luminance. */
export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = toRgb(hex).map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dim + 0.05);
}

/** A mixture: 0 is all `one`, 1 is all `other`. */
export function mix(one: string, other: string, share: number): string {
  const [a, b] = [toRgb(one), toRgb(other)];
  const between = (index: 0 | 1 | 2): number => a[index] + (b[index] - a[index]) * share;
  return toHex([between(0), between(1), between(2)]);
}
