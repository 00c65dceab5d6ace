/** The store under test, and the few steps that most tests begin with. */
import type { NewEvent, ResultOf, WriteCommand } from "../port/commands.ts";
import type { AuditRecord, DeliveryRecord, EventHead, WebhookRecord } from "../port/records.ts";
import type { DeliveryFilter, EventFilter, Page, Store } from "../port/store.ts";
import { ACCOUNT, acceptEvents, buildDelivery, buildEvent, buildWebhook, createWebhook } from "./builders.ts";

export interface OpenedStore {
  readonly store: Store;
  /** Close the store, open the same data again. */
  reopen(): Promise<Store>;
  /** Close it and throw the data away. */
  destroy(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

export const FIRST_PAGE: Page = { limit: 100, after: null };

export class Subject {
  #opened: OpenedStore | undefined;
  #store: Store | undefined;

  async open(open: OpenStore): Promise<void> {
    this.#opened = await open();
    this.#store = this.#opened.store;
  }

  async reopen(): Promise<void> {
    this.#store = await this.#opened?.reopen();
  }

  async destroy(): Promise<void> {
    await this.#opened?.destroy();
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error("Cannot use the store as it is not open");
    return this.#store;
  }

  /** One command in a commit of its own. */
  async run<Command extends WriteCommand>(command: Command): Promise<ResultOf<Command>> {
    const [result] = await this.store.commit([command]);
    if (result === undefined || result.kind === "rejected") throw result?.error ?? new Error("No result");
    return result as ResultOf<Command>;
  }

  /** The rows of a list that looks as far as it must. */
  async events(accountId: string, filter: EventFilter, page: Page): Promise<readonly EventHead[]> {
    return (await this.store.events(accountId, filter, page)).rows;
  }

  async deliveries(accountId: string, filter: DeliveryFilter, page: Page): Promise<readonly DeliveryRecord[]> {
    return (await this.store.deliveries(accountId, filter, page)).rows;
  }

  async webhook(changes: Partial<WebhookRecord> = {}): Promise<WebhookRecord> {
    const webhook = buildWebhook(changes);
    await this.run(createWebhook(webhook));
    return webhook;
  }

  /** The whole audit log, newest first. */
  async audit(accountId: string = ACCOUNT): Promise<readonly AuditRecord[]> {
    return (await this.store.audit(accountId, {}, { ...FIRST_PAGE, examine: 1_000 })).rows;
  }

  /** Accept against the subscriptions as they are. */
  async accept(events: readonly NewEvent[], accountId: string = ACCOUNT): Promise<void> {
    const { version } = await this.store.subscriptions(accountId);
    const result = await this.run(acceptEvents(events, { accountId, subscriptionsVersion: version }));
    if (result.kind !== "accepted") throw new Error(`Cannot accept the events: ${result.kind}`);
  }

  /** An event with one delivery to this webhook, waiting unless `open` says otherwise; the delivery's id. */
  async delivery(
    webhookId: string,
    changes: Partial<NewEvent> & { open?: string; dueMs?: number } = {},
  ): Promise<string> {
    const { open, dueMs, ...event } = changes;
    const built = buildEvent(event);
    const delivery = buildDelivery(webhookId, {
      nextAttemptMs: dueMs ?? built.createdMs,
      open: open === undefined ? null : { id: open, startedMs: built.createdMs },
    });
    await this.accept([{ ...built, deliveries: [delivery] }]);
    return delivery.id;
  }
}
