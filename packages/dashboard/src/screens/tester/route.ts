import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../routes/shell-route.ts";

export const TESTER_TABS = ["sample", "exam"] as const;
export type TesterTab = (typeof TESTER_TABS)[number];

export interface TesterSearch {
  readonly webhook?: string;
  /** Event type of the sample. */
  readonly type?: string;
  /** An event to begin with: its type and its payload. */
  readonly event?: string;
  readonly tab?: TesterTab;
}

export const testerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/tester",
  validateSearch: (search: Record<string, unknown>): TesterSearch => {
    const { webhook, type, event, tab } = search;
    const isWord = (value: unknown): value is string => typeof value === "string" && /^[\w.-]{1,128}$/.test(value);
    return {
      ...(isWord(webhook) ? { webhook } : {}),
      ...(isWord(type) ? { type } : {}),
      ...(isWord(event) ? { event } : {}),
      ...(tab === "exam" ? { tab } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./index.tsx"), "TesterScreen"),
});

export const testerRoutes = [testerRoute] as const;
