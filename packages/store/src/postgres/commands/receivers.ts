import type {
  CreateReceiver,
  CreateReceiverResult,
  DeleteReceiver,
  DeleteReceiverResult,
  UpdateReceiver,
  UpdateReceiverResult,
} from "../../port/receivers.ts";
import { type ReceiverRow, receiverRecord } from "../../rows/receiver.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface ReceiverCommands {
  create(command: CreateReceiver): Promise<CreateReceiverResult>;
  update(command: UpdateReceiver): Promise<UpdateReceiverResult>;
  delete(command: DeleteReceiver): Promise<DeleteReceiverResult>;
}

export function prepareReceivers(database: Database, appendAudit: AppendAudit): ReceiverCommands {
  const count = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM callcall.test_receivers WHERE account_id = $1",
  );
  const insert = prepare(
    database,
    "INSERT INTO callcall.test_receivers (account_id, id, name, behaviour, created_ms) VALUES ($1, $2, $3, $4, $5)",
  );
  const find = prepare<ReceiverRow>(
    database,
    "SELECT * FROM callcall.test_receivers WHERE account_id = $1 AND id = $2",
  );
  const update = prepare(
    database,
    "UPDATE callcall.test_receivers SET name = $3, behaviour = $4 WHERE account_id = $1 AND id = $2",
  );
  const remove = prepare(database, "DELETE FROM callcall.test_receivers WHERE account_id = $1 AND id = $2");

  return {
    async create({ receiver, limit, audit }) {
      if (((await count.get(receiver.accountId))?.n ?? 0) >= limit) return { kind: "limit_reached" };
      await insert.run(receiver.accountId, receiver.id, receiver.name, receiver.behaviour, receiver.createdMs);
      await appendAudit(audit);
      return { kind: "created" };
    },
    async update({ accountId, receiverId, changes, audit }) {
      const row = await find.get(accountId, receiverId);
      if (row === undefined) return { kind: "not_found" };
      const receiver = { ...receiverRecord(row), ...changes };
      await update.run(accountId, receiverId, receiver.name, receiver.behaviour);
      await appendAudit(audit);
      return { kind: "updated", receiver };
    },
    async delete({ accountId, receiverId, audit }) {
      if ((await remove.run(accountId, receiverId)).changes === 0) return { kind: "not_found" };
      await appendAudit(audit);
      return { kind: "deleted" };
    },
  };
}
