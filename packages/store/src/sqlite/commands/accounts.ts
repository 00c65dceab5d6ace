import type { CreateAccount } from "../../port/commands.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export function prepareCreateAccount(
  database: Database,
  appendAudit: AppendAudit,
): (command: CreateAccount) => { readonly kind: "created" } {
  const insert = prepare(
    database,
    "INSERT INTO accounts (id, name, created_ms) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  return ({ account, audit }) => {
    const inserted = insert.run(account.id, account.name, account.createdMs).changes === 1;
    if (inserted && audit !== null) appendAudit(audit);
    return { kind: "created" };
  };
}
