import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "../../routes/root-route.ts";
import { SignInRoute } from "./index.tsx";

export const signInRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in", component: SignInRoute });
