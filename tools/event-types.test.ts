import type { BuiltInEventData as ContractData } from "@callcall/contract";
import { BUILT_IN_EVENT_TYPES } from "@callcall/contract";
import type { BuiltInEventData as SdkData } from "@callcall/webhooks";
import { describe, expect, expectTypeOf, it } from "vitest";

// The SDK has no dependencies, so it spells out what the contract derives from its schemas. They must agree.
describe("the SDK's event types", () => {
  it("are those of the contract", () => {
    expectTypeOf<SdkData["customer.qualified"]>().toEqualTypeOf<ContractData["customer.qualified"]>();
    expectTypeOf<SdkData["service.matched"]>().toEqualTypeOf<ContractData["service.matched"]>();
    expectTypeOf<SdkData["message.received"]>().toEqualTypeOf<ContractData["message.received"]>();
    expectTypeOf<SdkData["analysis.completed"]>().toEqualTypeOf<ContractData["analysis.completed"]>();
    expectTypeOf<keyof SdkData>().toEqualTypeOf<keyof ContractData>();
    expect(BUILT_IN_EVENT_TYPES).toHaveLength(4);
  });
});
