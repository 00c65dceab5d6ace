import { use } from "react";
import { SessionContext } from "./session.ts";

const OWN = "CallCall";

/** Whose dashboard it is, in the header: that of whoever made the portal link, or ours. */
export function useBrand(): string {
  return use(SessionContext)?.theme?.name ?? OWN;
}

/** The same behind the name of a screen, in the title of the window. */
export function useBrandTitle(): string {
  const brand = useBrand();
  return brand === OWN ? "CallCall Webhooks" : brand;
}
