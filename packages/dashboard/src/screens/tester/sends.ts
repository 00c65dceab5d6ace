import type { Attempt } from "@callcall/webhooks/client";
import { useSyncExternalStore } from "react";

/** A sample that was sent from this page. */
export interface Send {
  readonly id: number;
  readonly webhookId: string;
  readonly url: string;
  readonly type: string;
  /** What was sent, to be sent again. */
  readonly data: string;
  readonly attempt: Attempt;
}

const KEPT = 50;

let sends: readonly Send[] = [];
let made = 0;
const listeners = new Set<() => void>();

/** Remember a send while the page is open. Test sends are stored nowhere else. */
export function rememberSend(send: Omit<Send, "id">): Send {
  made += 1;
  const kept = { ...send, id: made };
  sends = [kept, ...sends].slice(0, KEPT);
  for (const listener of listeners) listener();
  return kept;
}

/** Newest first. */
export function useSends(): readonly Send[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => sends,
  );
}
