import { z } from 'zod'
import { members, text } from '../identity/providers/parse-fields.ts'
import { treeParser } from '../identity/providers/parse-tree.ts'
import { CREDENTIAL_KINDS } from '../identity/principal.ts'
import type { Parsed } from '../lib/fault.ts'
import { idField, network } from './parse-rule-fields.ts'
import type { Who } from './who.ts'

const PARTS_MAX = 100
const NEEDED =
  'Must be an object with one of all, any or none and a list of parts, or with one of group, provider, credential, token or network.'
const KINDS = `Must be one of ${CREDENTIAL_KINDS.join(', ')}.`
const TOKEN = 'Must be the id of an API token as lists show it, never the token itself.'

type Leaf = Exclude<
  Who,
  { readonly all: unknown } | { readonly any: unknown } | { readonly none: unknown }
>

const leaves: Readonly<Record<string, z.ZodType<Leaf>>> = {
  group: members({ group: idField('developers') }, NEEDED),
  provider: members({ provider: idField('acme-login') }, NEEDED),
  credential: members({ credential: z.enum(CREDENTIAL_KINDS, { error: KINDS }) }, NEEDED),
  token: members({ token: text(TOKEN, tokenIdFault) }, NEEDED),
  network: members({ network }, NEEDED),
}

/** For whom a rule holds. Whether the groups and providers exist is for `checkReferences` to say. */
export const parseWho: (input: unknown) => Parsed<Who> = treeParser({
  leaves,
  leavesMax: PARTS_MAX,
  joinsMax: PARTS_MAX,
  needed: NEEDED,
  words: { leaf: 'part', join: 'list' },
})

function tokenIdFault(id: string): string | undefined {
  return /^[0-9A-Za-z]{1,64}$/.test(id) ? undefined : TOKEN
}
