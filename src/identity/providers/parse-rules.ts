import { z } from 'zod'
import { networkFault } from '../../lib/network-fault.ts'
import { isAccountId } from '../account-id.ts'
import { isUserName } from '../user-name.ts'
import { resourceFault } from './check-resource.ts'
import { nameFault } from './check-text.ts'
import { parseCondition } from './parse-condition.ts'
import { claimPath, distinct, list, members, readBy, text } from './parse-fields.ts'

export type Product = 'jira' | 'confluence'

export const RULES_MAX = 50
const RESOURCES_MAX = 100
const NETWORKS_MAX = 100

const MAPPINGS = 'Say in by how an account is found: claim, link, email, account or app.'

/** Whom tokens are taken for. */
export function accountSchema(product: Product, isDataCenter = false) {
  const kinds = [
    members({ by: z.literal('claim'), claim: claimPath }, MAPPINGS),
    members({ by: z.literal('link') }, MAPPINGS),
    members(
      {
        by: byEmail(product),
        claim: claimPath.default('email'),
        verifiedClaim: claimPath.default('email_verified'),
      },
      MAPPINGS,
    ),
    members({ by: z.literal('account'), accountId: accountField(isDataCenter) }, MAPPINGS),
    members({ by: z.literal('app') }, MAPPINGS),
  ] as const
  return z.discriminatedUnion('by', kinds, { error: MAPPINGS })
}

// Confluence Cloud's API finds no user by e-mail address; Jira's does.
function byEmail(product: Product) {
  return z.literal('email').superRefine((_, context) => {
    if (product === 'jira') return
    const message =
      'Confluence offers no look-up of accounts by e-mail address; use links, or a claim that holds the account id.'
    context.addIssue({ code: 'custom', message })
  })
}

const ACCOUNT_ID = 'Enter an Atlassian account id: at most 128 characters without white space.'
const USER_NAME = 'Enter a user name: at most 128 characters without white space.'

function accountField(isDataCenter: boolean) {
  const [needed, isOne] = isDataCenter ? [USER_NAME, isUserName] : [ACCOUNT_ID, isAccountId]
  return text(needed, (accountId) => (isOne(accountId) ? undefined : needed))
}

/** Absent is not null: what was meant to be a condition must never pass for none. */
const condition = readBy(parseCondition)

export function rulesSchema(product: Product, isDataCenter = false) {
  const resource = text('Must be a text.', (glob) => resourceFault(glob, product))
  const rule = members(
    {
      name: text('Give the rule a name.', nameFault),
      when: condition.optional(),
      account: accountSchema(product, isDataCenter).optional(),
      access: z.enum(['read', 'write'], { error: 'Must be read or write.' }),
      resources: distinct(
        resource,
        RESOURCES_MAX,
        'List at least one path, or leave it out for all.',
      ).optional(),
      networks: distinct(
        text('Must be a text.', networkFault),
        NETWORKS_MAX,
        'List at least one network, or leave it out for calls from everywhere.',
      ).optional(),
    },
    'Must be an object with name, access and, as you want it, when, account, resources and networks.',
  )
  return list(rule, RULES_MAX, 'Enter at least one rule: without one, no token is admitted.')
}
