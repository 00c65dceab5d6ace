import type { EventTypeRecord, ReadStore, WebhookRecord } from "@callcall/store";
import type { Subscriber, Subscriptions } from "../domain/fan-out.ts";
import { compileFilter, type Filter } from "../domain/filter.ts";
import { mergeCatalogue } from "./catalogue.ts";

/** What publishing needs to know of an account, as it was at one version of its subscriptions. */
export interface AccountSnapshot extends Subscriptions {
  readonly webhooks: ReadonlyMap<string, WebhookRecord>;
  /** By name, in order. */
  readonly eventTypes: ReadonlyMap<string, EventTypeRecord>;
}

/** Accounts in memory. Whoever changes an account says so; the commit checks the version all the same. */
export interface Directory {
  account(accountId: string): Promise<AccountSnapshot>;
  forget(accountId: string): void;
  forgetAll(): void;
}

/** Accounts kept in memory; the one longest in it makes room. */
const ACCOUNTS_MAX = 10_000;

export function createDirectory(store: ReadStore): Directory {
  const accounts = new Map<string, Promise<AccountSnapshot>>();

  async function load(accountId: string): Promise<AccountSnapshot> {
    // The version is read before what it covers: a change in between is found stale by the commit.
    const { version, webhooks } = await store.subscriptions(accountId);
    const eventTypes = mergeCatalogue(accountId, await store.eventTypes(accountId));
    return {
      version,
      subscribers: webhooks.map(subscriberOf),
      webhooks: new Map(webhooks.map((webhook) => [webhook.id, webhook])),
      eventTypes,
    };
  }

  return {
    account(accountId) {
      const known = accounts.get(accountId);
      if (known !== undefined) return known;
      const loading = load(accountId);
      const oldest = accounts.size >= ACCOUNTS_MAX ? accounts.keys().next().value : undefined;
      if (oldest !== undefined) accounts.delete(oldest);
      accounts.set(accountId, loading);
      // A failed read must not be remembered; nor may it take a later one along.
      loading.catch(() => {
        if (accounts.get(accountId) === loading) accounts.delete(accountId);
      });
      return loading;
    },
    forget: (accountId) => void accounts.delete(accountId),
    forgetAll: () => accounts.clear(),
  };
}

function subscriberOf(webhook: WebhookRecord): Subscriber {
  if (webhook.filter === null) return { webhook, filter: null };
  const compilation = compileFilter(webhook.filter);
  // It compiled when it was saved. Should a newer version refuse it, nothing may pass it by accident.
  return { webhook, filter: compilation.ok ? compilation.filter : unusable(compilation.detail) };
}

function unusable(detail: string): Filter {
  return { weight: 0, accepts: () => false, failure: () => detail };
}
