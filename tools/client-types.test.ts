import type * as contract from "@callcall/contract";
import type * as client from "@callcall/webhooks/client";
import { expectTypeOf, it } from "vitest";
import type { z } from "zod";

/** Both ways: what the contract makes fits what the client says, and the other way round. */
type Same<Ours, Theirs> = [Ours, Theirs] extends [Theirs, Ours] ? true : { ours: Ours; theirs: Theirs };

it("the client's types are those of the contract, by another way than the generator's", () => {
  expectTypeOf<Same<client.Webhook, contract.Webhook>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.WebhookCreate, contract.WebhookCreate>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.WebhookUpdate, contract.WebhookUpdate>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Delivery, contract.Delivery>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.DeliveryDetail, contract.DeliveryDetail>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Attempt, contract.Attempt>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.EventAccepted, contract.EventAccepted>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Event, z.output<typeof contract.Event>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.EventPage, z.output<typeof contract.EventPage>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.EventBatchResult, z.output<typeof contract.EventBatchResult>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.EventType, contract.EventType>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.StreamEntry, contract.StreamEntry>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.KeyCreated, z.output<typeof contract.KeyCreated>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Stats, contract.Stats>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Receiver, contract.Receiver>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.ReceiverCreate, z.input<typeof contract.ReceiverCreate>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.PortalSession, contract.PortalSession>>().toEqualTypeOf<true>();
  expectTypeOf<Same<client.Session, contract.Session>>().toEqualTypeOf<true>();
});

it("its lists are the contract's", () => {
  expectTypeOf<client.ProblemCode>().toEqualTypeOf<contract.ProblemCode>();
  expectTypeOf<client.Outcome>().toEqualTypeOf<contract.Outcome>();
  expectTypeOf<client.StreamKind>().toEqualTypeOf<contract.StreamKind>();
  expectTypeOf<client.Scope>().toEqualTypeOf<contract.Scope>();
});
