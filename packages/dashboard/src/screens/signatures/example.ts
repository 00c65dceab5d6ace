import type { SignedRequest } from "./request-text.ts";

/** The guide's own event, with a secret that is no secret. */
export const EXAMPLE: { readonly request: SignedRequest; readonly secret: string } = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
  request: {
    payload:
      '{"id":"evt_123456789","type":"customer.qualified","created":"2025-02-07T02:55:00Z","data":{"customer_id":"customer_987654321","score":85,"qualification_type":"hot","triggers":["budget_match","high_engagement"]},"version":"2024-01-01"}',
    signature: "t=1738896900,v1=8ff3c6fd18289dc9f6f8306036d351fe0a44a59f015e9ef40d57fec7c217fff2",
    timestamp: "1738896900",
    id: "evt_123456789",
  },
};
