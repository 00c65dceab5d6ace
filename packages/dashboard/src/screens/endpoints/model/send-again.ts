import { api } from "../../../api/client.ts";
import { ApiProblem } from "../../../api/problem.ts";

/** More than that is a matter for a script, which nobody has to watch. */
export const AGAIN_MAX = 5_000;
/** So many retries are under way at once: the server commits them together. */
const AT_ONCE = 8;
const PAGE = 250;

export interface FailedOnes {
  readonly ids: readonly string[];
  /** There are more than are sent at once. */
  readonly more: boolean;
}

/** Deliveries that failed for good since then, the oldest first: they go out in the order they came in. */
export async function failedSince(webhookId: string, since: string, signal: AbortSignal): Promise<FailedOnes> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query = { webhook_id: webhookId, status: "failed", since, limit: PAGE } as const;
    const page: { data: readonly { readonly id: string }[]; next_cursor: string | null } = await api.call(
      "deliveries.list",
      { query: cursor === null ? query : { ...query, cursor }, signal },
    );
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null && ids.length < AGAIN_MAX);
  return { ids: ids.slice(0, AGAIN_MAX).reverse(), more: cursor !== null || ids.length > AGAIN_MAX };
}

/**
 * Send each of them again. `onDone` hears of every one. What was removed or sent meanwhile is passed over.
 * @throws ApiProblem what stops it, such as a server that is gone
 */
export async function sendAgain(ids: readonly string[], signal: AbortSignal, onDone: () => void): Promise<void> {
  const rest = ids[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const id of rest) {
      if (signal.aborted) return;
      await api.call("deliveries.retry", { params: { id } }).catch(passOver);
      onDone();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function passOver(error: unknown): void {
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 409)) return;
  throw error;
}
