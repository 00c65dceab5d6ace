import type { ReactElement } from "react";
import { TextLink } from "../../attempts/link-button.tsx";
import { endpointLink } from "../../attempts/links.ts";
import { useEndpointName } from "../../attempts/use-endpoint-name.ts";
import { shortId } from "../../components/format.ts";

/** An endpoint by what people call it; by its id where it is removed. */
export function EndpointName({ webhookId }: { readonly webhookId: string }): ReactElement {
  const { name } = useEndpointName(webhookId);
  return (
    <TextLink link={endpointLink(webhookId)} underline="always">
      {name ?? shortId(webhookId)}
    </TextLink>
  );
}
