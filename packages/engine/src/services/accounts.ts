import { Problem } from "@callcall/contract";
import type { AccountRecord, ReadStore } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Audit } from "./audit.ts";
import { byCreation, listing } from "./listing.ts";
import type { AccountService } from "./port.ts";

interface AccountPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

export function createAccountService({ store, commit, clock, ids, audit }: AccountPorts): AccountService {
  const view = ({ id, name, createdMs }: AccountRecord) => ({ id, name, created_at: instant(createdMs) });

  return {
    exists: async (accountId) => (await store.account(accountId)) !== undefined,

    async get(accountId) {
      const account = await store.account(accountId);
      if (account === undefined) throw new Problem("not_found", "There is no such account");
      return view(account);
    },

    list: (page) =>
      listing(
        page,
        (wanted) => store.accounts(wanted),
        byCreation,
        (rows) => rows.map(view),
      ),

    async create(caller, name) {
      const account = { id: ids.next("account"), name, createdMs: clock.nowMs() };
      const told = [{ field: "name", before: null, after: name }];
      await commit.submit({
        kind: "account.create",
        account,
        audit: audit(caller, "account.create", account.id, told),
      });
      return view(account);
    },
  };
}
