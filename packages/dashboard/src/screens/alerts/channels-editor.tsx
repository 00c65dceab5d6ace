import type { AlertChannel } from "@callcall/webhooks/client";
import { ActionIcon, Button, Group, Menu, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconBrandSlack, IconMail, IconPlus, IconTrash, IconWebhook, type TablerIcon } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { type ChannelDraft, channelDraft, emptyChannel, faultAt } from "./form.ts";
import { CHANNEL_NAMES } from "./words.ts";

interface ChannelsEditorProps {
  readonly channels: readonly ChannelDraft[];
  readonly problem: ApiProblem | null;
  readonly onChange: (channels: readonly ChannelDraft[]) => void;
}

/** As the contract's limits have them. */
const CHANNELS_MAX = 5;
const RECIPIENTS_MAX = 10;

const ICONS: Readonly<Record<AlertChannel["kind"], TablerIcon>> = {
  email: IconMail,
  slack: IconBrandSlack,
  webhook: IconWebhook,
};
const KINDS: readonly AlertChannel["kind"][] = ["email", "slack", "webhook"];

/** Who is told: up to five places. */
export function ChannelsEditor({ channels, problem, onChange }: ChannelsEditorProps): ReactElement {
  return (
    <Stack gap="sm">
      {channels.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody is told: alerts stand in the list, and appear there live. Add a channel to be told elsewhere.
        </Text>
      )}
      {channels.map((draft, index) => (
        <Group key={draft.key} align="flex-start" wrap="nowrap" gap="xs">
          <ChannelField
            channel={draft.channel}
            error={faultAt(problem, `/channels/${index}`) ?? null}
            onChange={(channel) =>
              onChange(channels.map((other) => (other.key === draft.key ? { ...draft, channel } : other)))
            }
          />
          <ActionIcon
            size="lg"
            mt={24}
            aria-label={`Remove channel ${index + 1}`}
            onClick={() => onChange(channels.filter((other) => other.key !== draft.key))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {channels.length < CHANNELS_MAX && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconPlus size={16} />} style={{ alignSelf: "flex-start" }}>
              Add a channel
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((kind) => {
              const Icon = ICONS[kind];
              return (
                <Menu.Item
                  key={kind}
                  leftSection={<Icon size={16} />}
                  onClick={() => onChange([...channels, channelDraft(emptyChannel(kind))])}
                >
                  {CHANNEL_NAMES[kind]}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}

interface ChannelFieldProps {
  readonly channel: AlertChannel;
  readonly error: string | null;
  readonly onChange: (channel: AlertChannel) => void;
}

function ChannelField({ channel, error, onChange }: ChannelFieldProps): ReactElement {
  const Icon = ICONS[channel.kind];
  const common = { error, leftSection: <Icon size={16} aria-hidden="true" />, style: { flex: 1, minWidth: 0 } };
  if (channel.kind === "email") {
    return (
      <TagsInput
        {...common}
        label="E-mail"
        placeholder={channel.to.length === 0 ? "ops@your-domain.com" : ""}
        description={`Up to ${RECIPIENTS_MAX} addresses, each ended by Enter`}
        maxTags={RECIPIENTS_MAX}
        splitChars={[",", " ", ";"]}
        acceptValueOnBlur
        value={[...channel.to]}
        onChange={(to) => onChange({ kind: "email", to })}
      />
    );
  }
  return (
    <TextInput
      {...common}
      label={CHANNEL_NAMES[channel.kind]}
      type="text"
      inputMode="url"
      spellCheck={false}
      placeholder={channel.kind === "slack" ? "https://hooks.slack.com/services/…" : "https://your-domain.com/alerts"}
      description={
        channel.kind === "slack"
          ? "An incoming webhook of Slack, or of what takes its messages"
          : "Gets a signed request, as your endpoints do"
      }
      value={channel.url}
      onChange={({ currentTarget: { value: url } }) => onChange({ kind: channel.kind, url })}
    />
  );
}
