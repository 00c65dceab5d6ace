/** 128 random bits in base64: what the page's nonce is made of. */
export const NONCE_BYTES = 16;

/** Where the nonce goes in the page. */
export const NONCE_PLACE = "__CSP_NONCE__";

/**
 * The page loads nothing from elsewhere, runs no inline script and evaluates no text. Style elements that the component
 * library makes at run time carry the nonce of this very answer, which what is injected does not know.
 *
 * @param frameAncestors origins whose pages may show it in a frame: checked when the portal link was made
 */
export function dashboardHeaders(
  nonce: string,
  frameAncestors: readonly string[] = [],
): Readonly<Record<string, string>> {
  const policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    // No form is ever sent by the browser itself: a key that somebody types cannot end up in an address.
    "form-action": "'none'",
    "frame-ancestors": frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" "),
  };
  return {
    "content-security-policy": Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  };
}
