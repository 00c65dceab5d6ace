import type { MantineColorsTuple } from "@mantine/core";
import { dark } from "./colors.ts";
import { contrast, mix } from "./contrast.ts";

/** WCAG AA for text. */
const READABLE = 4.5;
const STEPS = 40;

/** What is made of one colour: shades for components, and the colours of what is active. */
export interface Palette {
  readonly shades: MantineColorsTuple;
  readonly light: Accent;
  readonly dark: Accent;
}

export interface Accent {
  readonly anchor: string;
  readonly text: string;
  readonly tint: string;
  readonly mark: string;
}

/** `color`, made darker (or lighter) step by step until `reads` is content. Black and white read on anything that we use. */
function towards(color: string, end: string, reads: (color: string) => boolean): string {
  for (let step = 0; step <= STEPS; step++) {
    const candidate = mix(color, end, step / STEPS);
    if (reads(candidate)) return candidate;
  }
  return end;
}

/**
 * A palette of somebody else's colour, with which everything can still be read: white on a filled button, text and
 * links on the page, what is active on its own tint, in both schemes. Where the colour itself will do, it is taken.
 *
 * @param color `#rrggbb`
 */
export function paletteOf(color: string): Palette {
  const filled = towards(color, "#000000", (shade) => contrast("#ffffff", shade) >= READABLE);
  const lighter = (share: number): string => mix(filled, "#ffffff", share);
  const darker = (share: number): string => mix(filled, "#000000", share);
  const shades: MantineColorsTuple = [
    lighter(0.92),
    lighter(0.84),
    lighter(0.68),
    lighter(0.52),
    lighter(0.36),
    lighter(0.16),
    filled,
    darker(0.15),
    darker(0.3),
    darker(0.45),
  ];

  const page = { light: "#f7f8fa", dark: dark[6] };
  const lightTint = lighter(0.9);
  const darkTint = mix(dark[7], color, 0.22);
  const onLight = towards(filled, "#000000", (shade) => contrast(shade, lightTint) >= READABLE);
  const onDark = towards(color, "#ffffff", (shade) => contrast(shade, darkTint) >= READABLE);
  return {
    shades,
    light: {
      anchor: towards(filled, "#000000", (shade) => contrast(shade, page.light) >= READABLE),
      text: onLight,
      tint: lightTint,
      mark: filled,
    },
    dark: {
      anchor: towards(color, "#ffffff", (shade) => contrast(shade, page.dark) >= READABLE),
      text: onDark,
      tint: darkTint,
      mark: towards(color, "#ffffff", (shade) => contrast(shade, dark[7]) >= 3),
    },
  };
}
