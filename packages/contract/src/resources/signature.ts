import { z } from "zod";
import { LIMITS } from "../limits.ts";

export const SignatureVerify = z
  .strictObject({
    payload: z
      .string()
      .max(LIMITS.payload_bytes * 2)
      .meta({ description: "The body as received, exactly" }),
    signature: z.string().max(4_096).meta({ description: "The value of x-callcall-signature (or webhook-signature)" }),
    timestamp: z.string().max(64).meta({ description: "The value of x-callcall-timestamp" }),
    event_id: z
      .string()
      .max(64)
      .optional()
      .meta({ description: "The value of webhook-id, for the Standard Webhooks layout" }),
    secret: z.string().max(512).optional(),
    webhook_id: z.string().max(64).optional().meta({ description: "Use the secrets stored for this webhook instead" }),
  })
  .refine((value) => (value.secret === undefined) !== (value.webhook_id === undefined), {
    message: "Cannot verify without exactly one of secret and webhook_id",
  })
  .meta({ id: "SignatureVerify" });
export type SignatureVerify = z.infer<typeof SignatureVerify>;

export const SignatureVerdict = z
  .object({
    valid: z.boolean(),
    diagnosis: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(["ok", "warning", "error"]),
        message: z.string(),
        hint: z.string(),
        expected: z.string().optional(),
        actual: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "SignatureVerdict" });
