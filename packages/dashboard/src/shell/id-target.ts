/** The screen that shows what an id names. */
export type IdTarget =
  | { readonly label: string; readonly to: "/events/$eventId"; readonly params: { readonly eventId: string } }
  | { readonly label: string; readonly to: "/deliveries/$deliveryId"; readonly params: { readonly deliveryId: string } }
  | { readonly label: string; readonly to: "/endpoints/$webhookId"; readonly params: { readonly webhookId: string } };

/** Where an id that somebody pasted leads, as it stands in a log or in a header of a delivery. */
export function targetOfId(text: string): IdTarget | undefined {
  const id = text.trim();
  switch (/^(evt|dlv|wh)_[0-9A-Za-z_-]{1,60}$/.exec(id)?.[1]) {
    case "evt":
      return { label: `Event ${id}`, to: "/events/$eventId", params: { eventId: id } };
    case "dlv":
      return { label: `Delivery ${id}`, to: "/deliveries/$deliveryId", params: { deliveryId: id } };
    case "wh":
      return { label: `Endpoint ${id}`, to: "/endpoints/$webhookId", params: { webhookId: id } };
    default:
      return undefined;
  }
}
