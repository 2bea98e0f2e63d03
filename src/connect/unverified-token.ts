import { z } from 'zod'
import { accountIdSchema } from './account-id.ts'
import { parseSingleJson } from '../lib/single-json.ts'
import { untrusted } from './untrusted.ts'

/** Longest token that is looked at; Atlassian's are well below 2 kB, contexts included. */
const TOKEN_BYTES_MAX = 8192

// RFC 7515 §4.1.11: `crit` names extensions that must be understood, and none is.
const headerSchema = z.object({
  alg: z.enum(['HS256', 'RS256']),
  typ: z.string().regex(/^jwt$/i).optional(),
  kid: z.string().optional(),
  crit: z.never().optional(),
})

const claimsSchema = z.object({
  iss: z
    .string()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}+$/u),
  iat: z.int(),
  exp: z.int(),
  nbf: z.int().optional(),
  qsh: z.string().min(1),
  aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  sub: accountIdSchema.optional(),
})

type TokenHeader = z.infer<typeof headerSchema>

/** What a token says of itself; `aud` as a list, times in seconds since the epoch. */
export type Claims = z.infer<typeof claimsSchema>

/** A token taken apart and of the right shape, whose signature nobody has checked yet. */
export interface UnverifiedToken {
  readonly text: string
  readonly header: TokenHeader
  readonly claims: Claims
}

/**
 * Takes a compact JWS apart. Stricter than its readers behind it: canonical base64url, valid UTF-8,
 * objects without repeated names, and `iss`, `iat`, `exp` and `qsh` all there with the right type.
 *
 * @throws Refusal `product/untrusted`
 */
export function readToken(text: string): UnverifiedToken {
  if (text.length > TOKEN_BYTES_MAX) throw untrusted('token-form')
  const [head, body, signature, ...more] = text.split('.').map(bytesOf)
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) {
    throw untrusted('token-form')
  }
  const header = headerSchema.safeParse(objectIn(head))
  if (!header.success) throw untrusted('header')
  const claims = claimsSchema.safeParse(objectIn(body))
  if (!claims.success) throw untrusted('claims')
  return { text, header: header.data, claims: claims.data }
}

function bytesOf(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === part ? bytes : undefined
}

function objectIn(bytes: Buffer): object | undefined {
  try {
    return parseSingleJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined // Not UTF-8: no other reader would see the text that we see.
  }
}
