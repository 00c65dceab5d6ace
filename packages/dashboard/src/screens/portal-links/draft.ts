import type { PortalSessionCreate, Scope } from "@callcall/webhooks/client";

/** What somebody fills in. */
export interface LinkDraft {
  readonly seconds: number;
  readonly scopes: readonly Scope[];
  /** One a line. */
  readonly origins: string;
  readonly name: string;
  /** `#rrggbb`, or nothing. */
  readonly color: string;
  readonly scheme: "light" | "dark" | "system";
}

export const LIFETIMES = [
  { value: "900", label: "15 minutes" },
  { value: "3600", label: "1 hour" },
  { value: "28800", label: "8 hours" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
] as const;

/** Links never give these away: the API refuses it as well. */
export function portalScopes(own: readonly Scope[]): Scope[] {
  return own.filter((scope) => !/^(?:keys|portal):/.test(scope));
}

const COLOUR = /^#[0-9a-f]{6}$/i;

export function isColour(text: string): boolean {
  return COLOUR.test(text);
}

/** `https://App.example/page` is meant as `https://app.example`: people paste addresses. */
export function originsOf(text: string): { readonly origins: readonly string[]; readonly fault: string | null } {
  const lines = text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const origins = new Set<string>();
  for (const line of lines) {
    const url = URL.canParse(line) ? new URL(line) : undefined;
    if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
      return { origins: [], fault: `${line} is not an origin such as https://app.your-domain.com` };
    }
    origins.add(url.origin);
  }
  if (origins.size > 10) return { origins: [], fault: "At most 10" };
  return { origins: [...origins], fault: null };
}

export function toRequest(draft: LinkDraft): PortalSessionCreate {
  const { seconds, scopes, name, color, scheme } = draft;
  const theme = {
    ...(name.trim() === "" ? {} : { name: name.trim() }),
    ...(isColour(color) ? { primary_color: color.toLowerCase() } : {}),
    ...(scheme === "system" ? {} : { color_scheme: scheme }),
  };
  return {
    expires_in_seconds: seconds,
    scopes: [...scopes],
    allowed_origins: [...originsOf(draft.origins).origins],
    ...(Object.keys(theme).length === 0 ? {} : { theme }),
  } as PortalSessionCreate;
}

/** What an embedder pastes. The address is escaped for the attribute it stands in. */
export function iframeOf(url: string, name: string): string {
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const title = name.trim() === "" ? "Webhooks" : `${name.trim()} webhooks`;
  return `<iframe
  src="${escaped(url)}"
  title="${escaped(title)}"
  style="width: 100%; height: 48rem; border: 0"
></iframe>`;
}
