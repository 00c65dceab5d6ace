import { createRoute } from "@tanstack/react-router";
import { Gate } from "../session/gate.tsx";
import { rootRoute } from "./root-route.ts";

/** Every screen's parent: behind the gate, inside the shell. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: "shell", component: Gate });
