import type { ReplaySelection } from "../port/replay-jobs.ts";
import { FAILED, PENDING } from "./delivery.ts";

/** What a webhook was owed of an event. */
export interface Standing {
  readonly id: string;
  readonly event_id: string;
  readonly state: number;
  readonly open: number;
}

/** As a replay has chosen it, and not being sent right now. */
export function isWanted(selection: ReplaySelection, earlier: Standing | undefined): boolean {
  switch (selection) {
    case "failed":
      return earlier?.state === FAILED;
    case "missing":
      return earlier === undefined;
    case "all":
      return earlier === undefined || (earlier.state !== PENDING && earlier.open === 0);
  }
}
