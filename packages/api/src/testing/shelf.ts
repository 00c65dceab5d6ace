import { Problem } from "@callcall/contract";
import type { Listing } from "@callcall/engine";
import type { Page } from "@callcall/store";
import { AT_MS } from "./sample.ts";

/** Views of one kind, by account and id, newest first. */
export class Shelf<View> {
  readonly #accounts = new Map<string, Map<string, View>>();

  put(accountId: string, id: string, view: View): View {
    const views = this.#accounts.get(accountId) ?? new Map<string, View>();
    this.#accounts.set(accountId, views.set(id, view));
    return view;
  }

  get(accountId: string, id: string): View {
    const view = this.#accounts.get(accountId)?.get(id);
    if (view === undefined) throw new Problem("not_found", `There is no ${id}`);
    return view;
  }

  change(accountId: string, id: string, change: Partial<View>): View {
    return this.put(accountId, id, { ...this.get(accountId, id), ...change });
  }

  remove(accountId: string, id: string): void {
    this.get(accountId, id);
    this.#accounts.get(accountId)?.delete(id);
  }

  page(accountId: string, { limit, after }: Page): Listing<View> {
    const rows = [...(this.#accounts.get(accountId) ?? [])].reverse();
    const from = after === null ? 0 : rows.findIndex(([id]) => id === after.id) + 1;
    const page = rows.slice(from, from + limit);
    const last = page.at(-1);
    const more = from + limit < rows.length && last !== undefined;
    return { data: page.map(([, view]) => view), next: more ? { ms: AT_MS, id: last[0] } : null };
  }
}
