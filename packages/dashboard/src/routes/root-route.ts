import { createRootRoute, Outlet } from "@tanstack/react-router";
import { ScreenError } from "./screen-error.tsx";
import { UnknownAddress } from "./unknown-address.tsx";

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: UnknownAddress,
  errorComponent: ScreenError,
});
