import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineThemeOverride,
} from "@mantine/core";
import { dark, gray, green, iris, red } from "./colors.ts";
import type { Accent, Palette } from "./palette.ts";

// The key stands in public/color-scheme.js as well, which runs before any module.
export const colorSchemeManager = localStorageColorSchemeManager({ key: "callcall.color-scheme" });

/** System fonts: nothing to download, nothing that jumps. */
const SANS = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

const theme = createTheme({
  primaryColor: "iris",
  primaryShade: 6,
  colors: { iris, gray, dark, red, green },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.5" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "0.25rem", sm: "0.375rem", md: "0.5rem", lg: "0.75rem", xl: "1rem" },
  defaultRadius: "sm",
  headings: {
    fontFamily: SANS,
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, fz: "xs" } },
    Modal: { defaultProps: { radius: "md", centered: true, closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Paper: { defaultProps: { radius: "md", withBorder: true } },
    Card: { defaultProps: { radius: "md", withBorder: true, padding: "md" } },
    // What scrolls has to be reachable by keyboard.
    TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "md" } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 500 } },
  },
});

/** With a palette, its colour in the place of ours. */
export function brandedTheme(palette: Palette | null): MantineThemeOverride {
  if (palette === null) return theme;
  return { ...theme, primaryColor: "brand", colors: { ...theme.colors, brand: palette.shades } };
}

/** Where Mantine's own choices are too pale to read (WCAG AA, 4.5:1), or not ours. */
export function cssVariablesFor(palette: Palette | null): CSSVariablesResolver {
  const { light, dark } = palette === null ? { light: null, dark: null } : palette;
  return () => ({
    variables: {},
    light: { ...LIGHT, ...accentOf(light) },
    dark: { ...DARK, ...accentOf(dark) },
  });
}

/** What is active, and links, in somebody else's colour. */
function accentOf(accent: Accent | null): Record<string, string> {
  if (accent === null) return {};
  return {
    "--mantine-color-anchor": accent.anchor,
    "--cc-busy-text": accent.text,
    "--cc-busy-tint": accent.tint,
    "--cc-busy-mark": accent.mark,
  };
}

const LIGHT = {
  "--mantine-color-text": gray[9],
  "--mantine-color-dimmed": gray[6],
  "--mantine-color-placeholder": gray[6],
  "--mantine-color-default-border": "var(--cc-border)",
  "--mantine-color-error": "var(--cc-bad-text)",
  "--mantine-color-anchor": iris[7],
};

const DARK = {
  "--mantine-color-text": dark[0],
  "--mantine-color-dimmed": dark[2],
  "--mantine-color-placeholder": dark[3],
  "--mantine-color-default": "var(--cc-surface)",
  "--mantine-color-default-border": "var(--cc-border)",
  "--mantine-color-error": "var(--cc-bad-text)",
  "--mantine-color-anchor": iris[3],
};
