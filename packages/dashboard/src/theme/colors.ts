import type { MantineColorsTuple } from "@mantine/core";

/** The product's own colour. White on shade 6 has a contrast of 5.6. */
export const iris: MantineColorsTuple = [
  "#eef0ff",
  "#dfe2ff",
  "#c0c6fe",
  "#a3abfd",
  "#8a93f8",
  "#6771f1",
  "#4f59e3",
  "#4149c9",
  "#363da6",
  "#2d3383",
];

export const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eff1f4",
  "#e3e6eb",
  "#d3d8df",
  "#bcc3ce",
  "#8b94a3",
  "#616a79",
  "#4a5260",
  "#2f3540",
  "#191c22",
];

/** Shade 0 is text, 2 is dimmed text, 4 is lines, 6 is what lies on the page, 7 is the page. */
export const dark: MantineColorsTuple = [
  "#e6e8ed",
  "#c2c8d2",
  "#9aa2b1",
  "#868e9d",
  "#2e333d",
  "#23272f",
  "#17191f",
  "#101217",
  "#0c0e12",
  "#07080a",
];

/** Danger. White on shade 6 has a contrast of 5.3. */
export const red: MantineColorsTuple = [
  "#fdebec",
  "#fbd7d9",
  "#f5aeb2",
  "#ef8389",
  "#e95f67",
  "#dc434c",
  "#c92f39",
  "#a8232b",
  "#861c23",
  "#64161b",
];

/** Success. White on shade 6 has a contrast of 4.9. */
export const green: MantineColorsTuple = [
  "#e5f6ec",
  "#c9ecd7",
  "#97d9b3",
  "#62c68d",
  "#34b377",
  "#1f9d5f",
  "#187f4c",
  "#12693f",
  "#0e5332",
  "#0a3d25",
];
