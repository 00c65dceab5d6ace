import { notifications } from "@mantine/notifications";
import type { ApiProblem } from "../api/problem.ts";

export function notifyDone(message: string): void {
  notifications.show({ message, color: "green", autoClose: 4_000 });
}

/** Why a change was refused. It stays until it is closed: it has to be read. */
export function notifyProblem({ title, detail, requestId }: ApiProblem): void {
  notifications.show({
    title,
    message: requestId === null ? detail : `${detail} (${requestId})`,
    color: "red",
    autoClose: false,
  });
}
