/** Props for a link of the router. Addresses hold ids alone, never a secret and never a payload. */
export interface RouterLink {
  readonly to: string;
  readonly search?: Readonly<Record<string, string | number>>;
}

/** The Signature Validator with what was sent in this attempt; it reads the rest through the API. */
export function signatureLink(deliveryId: string, attempt: number): RouterLink {
  return { to: "/signatures", search: { delivery: deliveryId, attempt } };
}

/** The Tester with the type, payload and endpoint of an event, to be edited and sent again. */
export function testerLink(place: { readonly eventId?: string; readonly webhookId?: string }): RouterLink {
  const { eventId, webhookId } = place;
  return {
    to: "/tester",
    search: {
      ...(eventId === undefined ? {} : { event: eventId }),
      ...(webhookId === undefined ? {} : { webhook: webhookId }),
    },
  };
}

export function endpointLink(webhookId: string): RouterLink {
  return { to: `/endpoints/${encodeURIComponent(webhookId)}` };
}

export function eventLink(eventId: string): RouterLink {
  return { to: `/events/${encodeURIComponent(eventId)}` };
}

export function deliveryLink(deliveryId: string): RouterLink {
  return { to: `/deliveries/${encodeURIComponent(deliveryId)}` };
}
