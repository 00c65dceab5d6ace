import type { CreateAccount } from "../../port/commands.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export function prepareCreateAccount(
  database: Database,
  appendAudit: AppendAudit,
): (command: CreateAccount) => Promise<{ readonly kind: "created" }> {
  const insert = prepare(
    database,
    "INSERT INTO callcall.accounts (id, name, created_ms) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
  );
  return async ({ account, audit }) => {
    const inserted = (await insert.run(account.id, account.name, account.createdMs)).changes === 1;
    if (inserted && audit !== null) await appendAudit(audit);
    return { kind: "created" };
  };
}
