import { Card, type MantineColorScheme, Radio, Stack, Title, useMantineColorScheme } from "@mantine/core";
import type { ReactElement } from "react";

const SCHEMES = [
  { value: "auto", label: "As the system", description: "Light by day, dark by night, where the system does so" },
  { value: "light", label: "Light", description: "Always" },
  { value: "dark", label: "Dark", description: "Always" },
] as const;

export function Appearance(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card padding="lg">
      <Title order={2} mb="md">
        Appearance
      </Title>
      <Radio.Group
        aria-label="Colour scheme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
      >
        <Stack gap="xs">
          {SCHEMES.map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
    </Card>
  );
}
