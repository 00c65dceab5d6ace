import { LIMITS, Problem, ReceiverBehaviourChoice } from "@callcall/contract";
import type { ReadStore, ReceiverRecord, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import { type Fields, fieldChanges } from "../domain/changes.ts";
import { instant } from "../domain/instant.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import type { Audit } from "./audit.ts";
import type { Directory } from "./directory.ts";
import { byCreation, listing } from "./listing.ts";
import type { Caller, KnownSecrets, ReceiverDefinition, ReceiverService } from "./port.ts";

interface ReceiverPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: Audit;
  readonly knownSecrets: (accountId: string, webhookId: string) => Promise<KnownSecrets>;
}

// A receiver's address is open to whoever knows it, so it is random as a whole: 2^128, and no time in it.
const ID_BYTES = 16;

/** Whose signatures are tried on one request: more webhooks than that on one receiver help nobody. */
const SIGNERS_MAX = 10;

export function createReceiverService(ports: ReceiverPorts): ReceiverService {
  const { store, commit, clock, random, audit } = ports;

  async function find({ accountId }: Caller, receiverId: string): Promise<ReceiverRecord> {
    const record = await store.receiver(accountId, receiverId);
    if (record === undefined) throw notFound();
    return record;
  }

  return {
    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.receivers(caller.accountId, wanted),
        byCreation,
        (rows) => rows.map(receiverView),
      ),

    get: async (caller, receiverId) => receiverView(await find(caller, receiverId)),

    async create(caller, input) {
      const receiver: ReceiverRecord = {
        accountId: caller.accountId,
        id: `rcv_${Buffer.from(random.bytes(ID_BYTES)).toString("hex")}`,
        name: input.name,
        behaviour: JSON.stringify(input.behaviour ?? ReceiverBehaviourChoice.parse({})),
        createdMs: clock.nowMs(),
      };
      const result = await commit.submit({
        kind: "receiver.create",
        receiver,
        limit: LIMITS.receivers_per_account,
        audit: audit(caller, "receiver.create", receiver.id, fieldChanges({}, fieldsOf(receiver))),
      });
      if (result.kind === "limit_reached") {
        const detail = `Cannot have more than ${LIMITS.receivers_per_account} test receivers in an account`;
        throw new Problem("limit_reached", detail);
      }
      return receiverView(receiver);
    },

    async update(caller, receiverId, input) {
      const before = await find(caller, receiverId);
      const changes = {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.behaviour === undefined ? {} : { behaviour: JSON.stringify(input.behaviour) }),
      };
      const told = fieldChanges(fieldsOf(before), fieldsOf({ ...before, ...changes }));
      const result = await commit.submit({
        kind: "receiver.update",
        accountId: caller.accountId,
        receiverId,
        changes,
        audit: audit(caller, "receiver.update", receiverId, told),
      });
      if (result.kind === "not_found") throw notFound();
      return receiverView(result.receiver);
    },

    async delete(caller, receiverId) {
      const before = await find(caller, receiverId);
      const result = await commit.submit({
        kind: "receiver.delete",
        accountId: caller.accountId,
        receiverId,
        audit: audit(caller, "receiver.delete", receiverId, fieldChanges(fieldsOf(before), {})),
      });
      if (result.kind === "not_found") throw notFound();
    },

    async at(receiverId) {
      const record = await store.receiverAt(receiverId);
      return record === undefined ? undefined : { ...receiverView(record), accountId: record.accountId };
    },

    async signers(accountId, receiverId) {
      const { webhooks } = await ports.directory.account(accountId);
      const here = [...webhooks.values()].filter((webhook) => leadsTo(webhook, receiverId)).slice(0, SIGNERS_MAX);
      return Promise.all(
        here.map(async ({ id }) => ({ webhookId: id, secrets: await ports.knownSecrets(accountId, id) })),
      );
    },
  };
}

/** By path: one server has several names (localhost, 127.0.0.1, its public one), and the id is known to its owner alone. */
function leadsTo({ url }: WebhookRecord, receiverId: string): boolean {
  return new URL(url).pathname.endsWith(`/sim/r/${receiverId}`);
}

function receiverView(record: ReceiverRecord): ReceiverDefinition {
  return {
    id: record.id,
    name: record.name,
    // Read by its schema: a row may be older than a field.
    behaviour: ReceiverBehaviourChoice.parse(JSON.parse(record.behaviour)),
    created_at: instant(record.createdMs),
  };
}

/** For the audit log, in the words of the API. */
function fieldsOf({ name, behaviour }: ReceiverRecord): Fields {
  return { name, behaviour };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such test receiver");
}
