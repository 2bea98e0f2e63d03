import { z } from 'zod'
import { lineFault, repeatsIn } from '../identity/providers/check-text.ts'
import { list, members, text, whole } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import type { Group, GroupSource } from './group.ts'
import { idField, nameField, parseBy } from './parse-rule-fields.ts'

const SOURCES_MAX = 50
const GROUP_ID_LENGTH_MAX = 128
const GROUP_NAME_LENGTH_MAX = 255
const VALUE_LENGTH_MAX = 1000

const SOURCE =
  'Say in from where members come from: product (with groupId and name) or provider (with provider and value).'

const source = z.discriminatedUnion(
  'from',
  [
    members(
      {
        from: z.literal('product'),
        groupId: line('Give the id of the product’s group.', GROUP_ID_LENGTH_MAX),
        name: line('Give the name of the product’s group.', GROUP_NAME_LENGTH_MAX),
      },
      SOURCE,
    ),
    members(
      {
        from: z.literal('provider'),
        provider: idField('acme-login'),
        value: line('Give what the groups claim has for members.', VALUE_LENGTH_MAX),
      },
      SOURCE,
    ),
  ],
  { error: SOURCE },
)

const group = members(
  {
    id: idField('developers'),
    name: nameField,
    sources: list(
      source,
      SOURCES_MAX,
      'Name at least one source; without one, nobody is in the group.',
    ).superRefine((sources, context) => {
      for (const index of repeatsIn(sources.map(keyOf))) {
        const message = 'This source stands further up already.'
        context.addIssue({ code: 'custom', path: [index], message })
      }
    }),
    tokenDaysMax: whole(1, 365).optional(),
    liveTokensMax: whole(1, 1000).optional(),
  },
  'Must be an object with id, name and sources and, as you want it, tokenDaysMax and liveTokensMax.',
)

/** A group from its JSON form. Whether what it names exists is for `checkReferences` to say. */
export function parseGroup(input: unknown): Parsed<Group> {
  return parseBy(group, input)
}

function keyOf(each: GroupSource): string {
  return each.from === 'product' ? each.groupId : `${each.provider} ${each.value}`
}

function line(needed: string, lengthMax: number) {
  return text(needed, (value) => {
    if (value === '') return needed
    return value.length > lengthMax ? `Use at most ${lengthMax} characters.` : lineFault(value)
  })
}
