import { Alert, Anchor, Button, Card, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactElement, useEffect, useState } from "react";
import type { ApiProblem } from "../api/problem.ts";
import { duration } from "../components/format.ts";
import { Mark } from "../shell/brand.tsx";
import classes from "../shell/shell.module.css";
import { mayTryAtOnce, takeFragmentKey } from "./fragment-key.ts";
import { useSignIn } from "./session.ts";

/** The door: an API key opens it. One in the address's fragment is tried at once on this machine, else filled in. */
export function SignInScreen(): ReactElement {
  const [key, setKey] = useState("");
  const { signIn } = useSignIn();
  const attempt = useMutation<void, ApiProblem, string>({ mutationFn: signIn });
  const { mutate } = attempt;

  useEffect(() => {
    const given = takeFragmentKey();
    if (given === null) return;
    if (mayTryAtOnce(location.hostname)) mutate(given);
    else setKey(given);
  }, [mutate]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate(key.trim());
  };

  return (
    <main className={classes["gate"]}>
      <title>Sign in · CallCall Webhooks</title>
      <Card className={classes["card"] ?? ""} padding="xl" shadow="sm">
        <form onSubmit={submit}>
          <Stack gap="md">
            <Mark size={36} />
            <div>
              <Title order={1}>Sign in to CallCall</Title>
              <Text size="sm" c="dimmed" mt={4}>
                Use an API key: the one that the server printed where it was started, or one that was made for you.
              </Text>
            </div>
            {attempt.error !== null && (
              <Alert color="red" variant="light" role="alert" title={whatFailed(attempt.error)}>
                {attempt.error.detail}
                {attempt.error.retryAfterMs !== null && `. Try again in ${duration(attempt.error.retryAfterMs)}`}
              </Alert>
            )}
            <PasswordInput
              label="API key"
              placeholder="ck_…"
              name="key"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
            <Button type="submit" loading={attempt.isPending} fullWidth>
              Sign in
            </Button>
            <Text size="xs" c="dimmed">
              The key is exchanged for a session cookie and not kept in the browser. No key at hand? The{" "}
              <Anchor href="/docs" inherit underline="always">
                API reference
              </Anchor>{" "}
              is open.
            </Text>
          </Stack>
        </form>
      </Card>
    </main>
  );
}

function whatFailed({ status, title }: ApiProblem): string {
  switch (status) {
    case 401:
      return "This key is not valid";
    case 429:
      return "Too many wrong keys";
    case 0:
      return title;
    default:
      return "Cannot sign in";
  }
}
