import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

/** Where the request to look at comes from. Ids alone: no payload and no secret stands in an address. */
export interface SignaturesSearch {
  /** A delivery, and which of its attempts (the last, unless said). */
  readonly delivery?: string;
  readonly attempt?: number;
  /** A test receiver, and a request that it got. */
  readonly receiver?: string;
  readonly received?: string;
}

export const signaturesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/signatures",
  validateSearch: (search: Record<string, unknown>): SignaturesSearch => {
    const attempt = Number(search["attempt"]);
    return {
      ...idOf(search, "delivery"),
      ...(Number.isInteger(attempt) && attempt > 0 ? { attempt } : {}),
      ...idOf(search, "receiver"),
      ...idOf(search, "received"),
    };
  },
  component: lazyRouteComponent(() => import("./index.tsx"), "SignaturesScreen"),
});

function idOf<Name extends string>(search: Record<string, unknown>, name: Name): { readonly [Key in Name]?: string } {
  const value = search[name];
  return typeof value === "string" && /^\w{1,128}$/.test(value) ? ({ [name]: value } as { [Key in Name]: string }) : {};
}

export const signaturesRoutes = [signaturesRoute] as const;
