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
  create(command: CreateReceiver): CreateReceiverResult;
  update(command: UpdateReceiver): UpdateReceiverResult;
  delete(command: DeleteReceiver): DeleteReceiverResult;
}

export function prepareReceivers(database: Database, appendAudit: AppendAudit): ReceiverCommands {
  const count = prepare<{ n: number }>(database, "SELECT COUNT(*) AS n FROM test_receivers WHERE account_id = ?");
  const insert = prepare(
    database,
    "INSERT INTO test_receivers (account_id, id, name, behaviour, created_ms) VALUES (?, ?, ?, ?, ?)",
  );
  const find = prepare<ReceiverRow>(database, "SELECT * FROM test_receivers WHERE account_id = ? AND id = ?");
  const update = prepare(
    database,
    "UPDATE test_receivers SET name = ?3, behaviour = ?4 WHERE account_id = ?1 AND id = ?2",
  );
  const remove = prepare(database, "DELETE FROM test_receivers WHERE account_id = ? AND id = ?");

  return {
    create({ receiver, limit, audit }) {
      if ((count.get(receiver.accountId)?.n ?? 0) >= limit) return { kind: "limit_reached" };
      insert.run(receiver.accountId, receiver.id, receiver.name, receiver.behaviour, receiver.createdMs);
      appendAudit(audit);
      return { kind: "created" };
    },
    update({ accountId, receiverId, changes, audit }) {
      const row = find.get(accountId, receiverId);
      if (row === undefined) return { kind: "not_found" };
      const receiver = { ...receiverRecord(row), ...changes };
      update.run(accountId, receiverId, receiver.name, receiver.behaviour);
      appendAudit(audit);
      return { kind: "updated", receiver };
    },
    delete({ accountId, receiverId, audit }) {
      if (remove.run(accountId, receiverId).changes === 0) return { kind: "not_found" };
      appendAudit(audit);
      return { kind: "deleted" };
    },
  };
}
