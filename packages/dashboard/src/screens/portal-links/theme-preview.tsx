import type { ReactElement } from "react";
import { dark, gray, iris } from "../../theme/colors.ts";
import { paletteOf } from "../../theme/palette.ts";
import { isColour, type LinkDraft } from "./draft.ts";
import classes from "./portal-links.module.css";

/** How the portal will look, in small: the same palette that it is drawn with. */
export function ThemePreview({ draft: { name, color, scheme } }: { readonly draft: LinkDraft }): ReactElement {
  const night = scheme === "dark" || (scheme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  const palette = paletteOf(isColour(color) ? color : iris[6]);
  const { text, tint, mark, anchor } = night ? palette.dark : palette.light;
  const vars = {
    "--page": night ? dark[7] : "#ffffff",
    "--side": night ? dark[8] : gray[0],
    "--line": night ? "#272b34" : gray[2],
    "--ink": night ? dark[0] : gray[9],
    "--faint": night ? dark[5] : gray[2],
    "--text": text,
    "--tint": tint,
    "--mark": mark,
    "--anchor": anchor,
    "--filled": palette.shades[6],
  };
  return (
    <div
      className={classes["preview"]}
      style={vars as React.CSSProperties}
      role="img"
      aria-label="Preview of the theme"
    >
      <div className={classes["previewHead"]}>
        <span className={classes["previewMark"]} />
        {name.trim() === "" ? "Webhooks" : name.trim()}
      </div>
      <div className={classes["previewSide"]}>
        <span data-active="true">Home</span>
        <span>Endpoints</span>
        <span>Events</span>
      </div>
      <div className={classes["previewMain"]}>
        <strong>Endpoints</strong>
        <i />
        <i data-short="true" />
        <span className={classes["previewRow"]}>
          <b>Add endpoint</b>
          <u>See the events</u>
        </span>
      </div>
    </div>
  );
}
