import { z } from 'zod'
import { memberMessage } from '../lib/input-faults.ts'
import type { CallerWords } from '../policy/explain/described-caller.ts'

const id = (what: string) =>
  z
    .string({ error: `Must be ${what}.` })
    .trim()
    .min(1, { error: `Must be ${what}.` })
    .max(512)

const CALLER = ['token', 'provider', 'trustRule', 'account', 'groups', 'subject', 'nobody']
export const callerInput = z
  .strictObject(
    {
      token: id('the id of an API token').optional(),
      provider: id('the id of a provider').optional(),
      trustRule: id('the name of a trust rule').optional(),
      account: id('an Atlassian account id').optional(),
      groups: z
        .array(id('a value of the groups claim'), { error: 'Must be a list.' })
        .max(200)
        .optional(),
      subject: id('the subject of a token').optional(),
      nobody: z.literal(true, { error: 'Must be true, or left out.' }).optional(),
    },
    { error: memberMessage(CALLER, 'Must be an object that says who calls.') },
  )
  .refine(({ token, provider, account, nobody }) => {
    const named = [token, provider, nobody].filter((each) => each !== undefined).length
    return named === 1 ? account === undefined || provider !== undefined : account !== undefined
  }, 'Send one of: token, provider, account, nobody.')
  .describe(
    'One of: `token`, an API token’s id; `provider` with the trust rule that lets the token in (absent: the first), the account it leads to, and values of its groups claim; `account`, on a page of Gatehouse; `nobody`.',
  )

const address = id('an IP address').describe('Where the caller is: an IPv4 or IPv6 address.')

export const explainInput = z
  .strictObject(
    {
      id: id('the id of an event or of a request').optional(),
      caller: callerInput.optional(),
      method: id('a method').optional(),
      path: z
        .string({ error: 'Must be the path of a call.' })
        .max(8_192)
        .optional()
        .describe('With its query: below the base URL, or a whole address.'),
      address: address.optional(),
    },
    {
      error: memberMessage(['id', 'caller', 'method', 'path', 'address'], 'Must be an object.'),
    },
  )
  .refine(
    ({ id: named, caller, method, path, address: from }) => {
      const parts = [caller, method, path, from].filter((each) => each !== undefined)
      return named === undefined ? parts.length === 4 : parts.length === 0
    },
    { path: ['id'], error: 'Send either id, or all of caller, method, path and address.' },
  )

export const canDoInput = z.strictObject(
  { caller: callerInput, address: address.optional() },
  { error: memberMessage(['caller', 'address'], 'Must be an object.') },
)

/** What the schema has checked, as one of the kinds of callers. */
export function callerOf(input: z.infer<typeof callerInput>): CallerWords {
  const { token, provider, trustRule, account, groups, subject } = input
  if (token !== undefined) return { token }
  if (provider !== undefined) return { provider, trustRule, account, groups, subject }
  return account === undefined ? { nobody: true } : { account }
}
