import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { queryClient } from "./api/query-client.ts";
import { router } from "./router.tsx";
import { Themed } from "./theme/themed.tsx";

/** Everything that a screen may rely on: theme, dialogs, notices, cache, router. */
export function App(): ReactElement {
  return (
    <QueryClientProvider client={queryClient}>
      <Themed>
        <ModalsProvider>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </ModalsProvider>
      </Themed>
    </QueryClientProvider>
  );
}
