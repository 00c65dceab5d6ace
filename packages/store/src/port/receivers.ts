import type { AuditRecord } from "./records.ts";
import type { Page } from "./store.ts";

/** A built-in test receiver: what people have set. What it receives is not stored. */
export interface ReceiverRecord {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  /** How it answers, as JSON. */
  readonly behaviour: string;
  readonly createdMs: number;
}

export interface CreateReceiver {
  readonly kind: "receiver.create";
  readonly receiver: ReceiverRecord;
  /** Refuse when the account has this many already. */
  readonly limit: number;
  readonly audit: AuditRecord;
}

export type CreateReceiverResult = { readonly kind: "created" } | { readonly kind: "limit_reached" };

export interface UpdateReceiver {
  readonly kind: "receiver.update";
  readonly accountId: string;
  readonly receiverId: string;
  readonly changes: Partial<Pick<ReceiverRecord, "name" | "behaviour">>;
  readonly audit: AuditRecord;
}

export type UpdateReceiverResult =
  | { readonly kind: "updated"; readonly receiver: ReceiverRecord }
  | { readonly kind: "not_found" };

export interface DeleteReceiver {
  readonly kind: "receiver.delete";
  readonly accountId: string;
  readonly receiverId: string;
  readonly audit: AuditRecord;
}

export type DeleteReceiverResult = { readonly kind: "deleted" } | { readonly kind: "not_found" };

export type ReceiverCommand = CreateReceiver | UpdateReceiver | DeleteReceiver;

export interface ReceiverResults {
  readonly "receiver.create": CreateReceiverResult;
  readonly "receiver.update": UpdateReceiverResult;
  readonly "receiver.delete": DeleteReceiverResult;
}

export interface ReceiverReads {
  /** The one read without an account: a request to a receiver brings its id alone. */
  receiverAt(receiverId: string): Promise<ReceiverRecord | undefined>;
  receiver(accountId: string, receiverId: string): Promise<ReceiverRecord | undefined>;
  /** Newest first. */
  receivers(accountId: string, page: Page): Promise<readonly ReceiverRecord[]>;
}
