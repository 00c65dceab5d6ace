import type { PortalSessionCreated } from "@callcall/webhooks/client";
import {
  Anchor,
  Button,
  ColorInput,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { CodeBlock } from "../../components/json/code-block.tsx";
import { MakeOnce } from "../../components/make-once.tsx";
import { Notice } from "../../components/notice.tsx";
import { ScopePicker } from "../../components/scope-picker.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { useSession } from "../../session/session.ts";
import { iframeOf, isColour, LIFETIMES, type LinkDraft, originsOf, portalScopes, toRequest } from "./draft.ts";
import { ThemePreview } from "./theme-preview.tsx";

const SWATCHES = ["#4f59e3", "#0f766e", "#c92f39", "#b45309", "#7c3aed", "#0369a1", "#be185d", "#191c22"];

interface CreateLinkProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Make a link, then show it once. */
export function CreateLink(props: CreateLinkProps): ReactElement {
  return (
    <MakeOnce<PortalSessionCreated>
      {...props}
      size="xl"
      titles={{ form: "Make a portal link", made: "Your portal link" }}
      form={(onMade, onCancel) => <LinkForm onMade={onMade} onCancel={onCancel} />}
      made={(made, onDone) => <MadeLink made={made} onDone={onDone} />}
    />
  );
}

interface LinkFormProps {
  readonly onMade: (made: PortalSessionCreated) => void;
  readonly onCancel: () => void;
}

function LinkForm({ onMade, onCancel }: LinkFormProps): ReactElement {
  const { scopes: own, account } = useSession();
  const given = portalScopes(own);
  const [draft, setDraft] = useState<LinkDraft>({
    seconds: 3_600,
    // As the API's own default: rules send mail to whom their author likes, by the operator's mail server.
    scopes: given.filter((scope) => scope !== "alerts:write"),
    origins: "",
    name: "",
    color: "",
    scheme: "system",
  });
  const [tried, setTried] = useState(false);
  const change = (changes: Partial<LinkDraft>): void => setDraft({ ...draft, ...changes });
  const making = useApiMutation("portal.create", { invalidates: ["portal.list", "audit.list"], onSuccess: onMade });
  const faults = {
    scopes: draft.scopes.length === 0 ? "Choose at least one scope" : null,
    origins: originsOf(draft.origins).fault,
    color: draft.color === "" || isColour(draft.color) ? null : "Write it as #rrggbb",
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).every((fault) => fault === null)) making.mutate({ body: toRequest(draft) });
  };

  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">
          Whoever has the link sees the dashboard of <strong>{account.name}</strong>, and of no other account, without a
          key.
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <Stack gap="md">
            <TextInput
              label="Name"
              description="Shown in the place of CallCall."
              placeholder="Acme"
              maxLength={200}
              data-autofocus
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <ColorInput
              label="Colour"
              description="Made darker or lighter where it could not be read."
              placeholder="#4f59e3"
              format="hex"
              swatches={SWATCHES}
              swatchesPerRow={8}
              eyeDropperButtonProps={{ "aria-label": "Pick a colour from the screen" }}
              value={draft.color}
              error={tried ? faults.color : null}
              onChange={(color) => change({ color })}
            />
            <div>
              <Text component="span" size="sm" fw={500} id="portal-scheme">
                Appearance
              </Text>
              <SegmentedControl
                fullWidth
                aria-labelledby="portal-scheme"
                data={[
                  { value: "system", label: "As the system" },
                  { value: "light", label: "Light" },
                  { value: "dark", label: "Dark" },
                ]}
                value={draft.scheme}
                onChange={(scheme) => change({ scheme: scheme as LinkDraft["scheme"] })}
              />
            </div>
          </Stack>
          <ThemePreview draft={draft} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <Select
            label="Valid for"
            description="Make a fresh one whenever you show it."
            data={[...LIFETIMES]}
            allowDeselect={false}
            value={String(draft.seconds)}
            onChange={(value) => change({ seconds: Number(value) })}
          />
          <Textarea
            label="May be shown inside of"
            description="Origins of your pages, one a line. Empty: in no frame."
            placeholder="https://app.your-domain.com"
            autosize
            minRows={1}
            maxRows={6}
            spellCheck={false}
            value={draft.origins}
            error={tried ? faults.origins : null}
            onChange={(event) => change({ origins: event.currentTarget.value })}
          />
        </SimpleGrid>
        <ScopePicker
          given={given}
          chosen={draft.scopes}
          onChange={(scopes) => change({ scopes })}
          error={tried && faults.scopes !== null ? faults.scopes : undefined}
        />
        {making.error !== null && (
          <Notice tone="bad" role="alert" title={making.error.title}>
            {making.error.detail}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={making.isPending}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface MadeLinkProps {
  readonly made: PortalSessionCreated;
  readonly onDone: () => void;
}

function MadeLink({ made: { url, allowed_origins, theme }, onDone }: MadeLinkProps): ReactElement {
  return (
    <ShownOnce
      label="Portal link"
      value={url}
      warning="It opens this account for whoever has it. Hand it to one person or put it into one page, and make a fresh one next time."
      onDone={onDone}
    >
      <Text size="sm">
        <Anchor href={url} target="_blank" rel="noopener" underline="always">
          Open it in another tab
        </Anchor>{" "}
        to see what they will see. Your own session stays as it is.
      </Text>
      {allowed_origins.length > 0 && (
        <div>
          <Text size="sm" fw={500} mb={4}>
            For a page of {allowed_origins.join(", ")}
          </Text>
          <CodeBlock label="The iframe" text={iframeOf(url, theme?.name ?? "")} wrap />
        </div>
      )}
    </ShownOnce>
  );
}
