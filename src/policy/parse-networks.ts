import { members, text } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { isWiderThan } from './check-network-width.ts'
import type { NetworkRules } from './networks.ts'
import { networkList, parseBy } from './parse-rule-fields.ts'

const HEADER_LENGTH_MAX = 100
const HEADER = 'Must be the name of a header, such as x-forwarded-for.'
const ALLOW = 'Must be a list of networks; an empty one allows calls from everywhere.'
const DENY = 'Must be a list of networks; it may be empty.'
const TRUSTED = 'Anybody could write that header: name the proxies whose word is believed.'

const trusted = networkList(TRUSTED, 1).superRefine((networks, context) => {
  for (const [index, each] of networks.entries()) {
    if (!isWiderThan({ v4: 1, v6: 1 }, each)) continue
    const message = `This is every address that there is. ${TRUSTED}`
    context.addIssue({ code: 'custom', path: [index], message })
  }
})

const networks = members(
  {
    allow: networkList(ALLOW, 0),
    deny: networkList(DENY, 0),
    proxy: members(
      { header: text(HEADER, headerFault), trusted },
      'Must be an object with header and trusted, or left out.',
    ).optional(),
  },
  'Must be an object with allow and deny and, where you have a proxy of your own, proxy.',
)

/** Where calls may come from, from its JSON form. */
export function parseNetworks(input: unknown): Parsed<NetworkRules> {
  return parseBy(networks, input)
}

function headerFault(name: string): string | undefined {
  // Characters of a token (RFC 9110 §5.6.2).
  if (name.length > HEADER_LENGTH_MAX || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)) return HEADER
  if (name !== name.toLowerCase()) return 'Write the name of the header in lower case.'
  if (name !== 'forwarded') return undefined
  return 'Forwarded (RFC 7239) is not read; name a header that holds plain addresses, such as x-forwarded-for.'
}
