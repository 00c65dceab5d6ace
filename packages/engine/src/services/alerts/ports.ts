/** What alerts need of the world, beside what deliveries need. */

export interface Mail {
  /** The same in every try: who gets it twice can tell. */
  readonly messageId: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type MailResult =
  /** `refused`: what the server said of recipients that it did not take, when it took others; else null. */
  | { readonly kind: "sent"; readonly refused: string | null }
  /** Permanent: the same mail would be refused again. `error` is a sentence for people. */
  | { readonly kind: "failed"; readonly permanent: boolean; readonly error: string };

/** Sends e-mail. Never rejects; every try is bounded in time. */
export interface Mailer {
  send(mail: Mail): Promise<MailResult>;
  /** Cut off what is being sent. */
  close(): void;
}
