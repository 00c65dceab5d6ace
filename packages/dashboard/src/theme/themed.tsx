import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useMemo } from "react";
import { styleNonce } from "../nonce.ts";
import { portalId } from "../session/portal.ts";
import { sessionQuery } from "../session/session.ts";
import { brandedTheme, colorSchemeManager, cssVariablesFor } from "./index.ts";
import { paletteOf } from "./palette.ts";

/** What a reader of the portal picks is no choice for the dashboard of whoever made the link, in the same browser. */
const portalSchemeManager = localStorageColorSchemeManager({ key: "callcall.color-scheme.portal" });

/** The theme around everything: ours, or on the page of a portal link that of its maker. */
export function Themed({ children }: { readonly children: ReactNode }): ReactElement {
  const { data } = useQuery({ ...sessionQuery, enabled: portalId !== null });
  const { primary_color: color, color_scheme: scheme } = (portalId === null ? null : data?.theme) ?? {};
  const palette = useMemo(() => (color === undefined ? null : paletteOf(color)), [color]);
  const theme = useMemo(() => brandedTheme(palette), [palette]);
  const variables = useMemo(() => cssVariablesFor(palette), [palette]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={portalId === null ? colorSchemeManager : portalSchemeManager}
      defaultColorScheme="auto"
      {...(scheme === "light" || scheme === "dark" ? { forceColorScheme: scheme } : {})}
      getStyleNonce={() => styleNonce}
    >
      {children}
    </MantineProvider>
  );
}
