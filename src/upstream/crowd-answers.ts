import { z } from 'zod'
import type { CookieConfig, CrowdSession } from '../identity/sign-on/crowd.ts'

/** Crowd's own bound for the names of users, groups and cookies. */
const NAME_LENGTH_MAX = 255

const name = z
  .string()
  .max(NAME_LENGTH_MAX)
  .refine((text) => text.trim() !== '' && text.isWellFormed() && !/\p{Cc}/u.test(text))

const session = z.object({ user: z.object({ name, active: z.boolean().nullish() }) })

// RFC 6265 §4.1.1: a token, so that it can be told from the other cookies of a request.
const cookieName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,255}$/)

const cookie = z.object({
  name: cookieName,
  // Empty where none is set, and left out by some versions.
  domain: z.string().max(NAME_LENGTH_MAX).nullish(),
  secure: z.boolean(),
})

const names = z.array(z.object({ name }))

// Crowd itself says `groups`; the page about version 6 says `group`, as its XML does.
const groups = z.union([
  z.object({ groups: names }).transform((list) => list.groups),
  z.object({ group: names }).transform((list) => list.group),
])

/** Whose session it is, `inactive` when the user may not sign in any more; undefined for no such answer. */
export function parseSession(value: object): CrowdSession | 'inactive' | undefined {
  const parsed = session.safeParse(value)
  if (!parsed.success) return undefined
  const { user } = parsed.data
  return user.active === false ? 'inactive' : { userName: user.name }
}

/** Undefined when the answer says no such thing. */
export function parseCookieConfig(value: object): CookieConfig | undefined {
  const parsed = cookie.safeParse(value)
  if (!parsed.success) return undefined
  const { name: cookieName, domain, secure } = parsed.data
  const isSet = domain !== undefined && domain !== null && domain !== ''
  return { name: cookieName, domain: isSet ? domain : undefined, secure }
}

/** Names of groups in the answer's order; undefined when it says no such thing. */
export function parseGroups(value: object): readonly string[] | undefined {
  const parsed = groups.safeParse(value)
  return parsed.success ? parsed.data.map((group) => group.name) : undefined
}
