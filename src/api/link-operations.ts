import { z } from 'zod'
import { isAccountOf, isUserName } from '../identity/user-name.ts'
import type { Link, Links } from '../identity/link.ts'
import { ISSUER_NAME_LENGTH_MAX } from '../identity/link-identity.ts'
import { issuerNameOf } from '../identity/providers/provider.ts'
import { memberMessage } from '../lib/input-faults.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { formOf, listOf, named, record, TEXT } from './forms.ts'
import { invalidInput, parseInput } from './invalid-input.ts'
import { LINK_QUERY, nextAfter, readLinkQuery } from './link-query.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface LinkOperationDeps {
  readonly links: Pick<Links, 'page' | 'link' | 'unlink'>
  readonly policies: Pick<PolicyBook, 'read'>
}

const NO_ACCOUNT = { path: 'accountId', says: 'Must be an Atlassian account id.' }
const MEMBERS = ['issuer', 'providerId', 'subject', 'accountId']
const linkInput = z
  .strictObject(
    {
      issuer: z
        .string({ error: 'Must be the provider’s issuer.' })
        .min(1)
        .max(ISSUER_NAME_LENGTH_MAX)
        .optional()
        .describe(
          'As `iss` has it; either this or `providerId`, which is needed where the subject claim is not `sub`.',
        ),
      providerId: z
        .string({ error: 'Must be the id of a provider.' })
        .optional()
        .describe('A provider of the policy, in place of its issuer.'),
      subject: z
        .string({ error: 'Must be the subject that the provider’s tokens name.' })
        .min(1)
        .max(255)
        .describe('What the provider’s subject claim has, `sub` as a rule.'),
      accountId: z
        .string({ error: 'Must be an Atlassian account id.' })
        .refine(isUserName, { error: 'Must be an Atlassian account id.' })
        .describe('The Atlassian account that the identity is; of Data Center, the user name.'),
    },
    { error: memberMessage(MEMBERS, 'Must be an object.') },
  )
  .refine((input) => (input.issuer === undefined) !== (input.providerId === undefined), {
    path: ['issuer'],
    error: 'Send either issuer or providerId.',
  })

/** Who is who: identities of providers and the accounts that they are. */
export function linkOperations({ links, policies }: LinkOperationDeps): readonly Operation[] {
  async function add({ person, requestId, input }: ManagementCall) {
    const { issuer, providerId = '', subject, accountId } = parseInput(linkInput, input)
    const { tenant } = person
    if (!isAccountOf(tenant, accountId)) throw invalidInput([NO_ACCOUNT])
    const wish = {
      tenantId: tenant.id,
      issuer: issuer ?? (await issuerOf(tenant.id, providerId)),
      subject,
      accountId,
    }
    const link = await links.link(wish, { actor: person.accountId, requestId })
    return { status: 200 as const, body: shown(link) }
  }

  async function issuerOf(tenantId: string, providerId: string): Promise<string> {
    const { document } = await policies.read(tenantId)
    const provider = document.providers.find(({ id }) => id === providerId)
    if (provider !== undefined) return issuerNameOf(provider)
    throw invalidInput([{ path: 'providerId', says: 'The policy has no provider with this id.' }])
  }

  return [
    {
      method: 'get',
      path: '/links',
      name: 'listLinks',
      says: 'All links, newest first, at most 200 at once.',
      inQuery: LINK_QUERY,
      answer: {
        status: 200,
        says: 'Some of the links; with `next`, to be sent as `after`, if there may be more.',
        form: record({ links: listOf(named('Link')) }, { next: TEXT }),
      },
      refuses: [],
      handle: async ({ person, inQuery }) => {
        const selection = readLinkQuery(inQuery)
        const found = await links.page(person.tenant.id, selection)
        // Without a next part the member is left out of the JSON.
        const body = { links: found.map(shown), next: nextAfter(found, selection) }
        return { status: 200, body }
      },
    },
    {
      method: 'post',
      path: '/links',
      name: 'addLink',
      says: 'Links an identity to an account. One that is linked to it already stays as it is.',
      input: {
        ...formOf(linkInput),
        oneOf: [{ required: ['issuer'] }, { required: ['providerId'] }],
      },
      answer: { status: 200, says: 'The link.', form: named('Link') },
      refuses: ['request/invalid-input', 'link/taken', 'gatehouse/busy'],
      handle: add,
    },
    {
      method: 'delete',
      path: '/links/{id}',
      name: 'removeLink',
      says: 'Removes a link, in effect from the next call on.',
      inPath: [{ name: 'id', says: 'Of the link.' }],
      answer: { status: 204, says: 'The link is gone.' },
      refuses: ['gatehouse/busy'],
      handle: async ({ person, requestId, inPath }) => {
        const by = { actor: person.accountId, requestId }
        await links.unlink(person.tenant.id, inPath['id'] ?? '', by)
        return { status: 204 }
      },
    },
  ]
}

function shown({ id, issuer, subject, accountId, createdAt, createdBy }: Link) {
  const made = { createdAt: new Date(createdAt).toISOString(), createdBy }
  return { id, issuer, subject, accountId, ...made }
}
