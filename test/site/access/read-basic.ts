import { timingSafeEqual } from 'node:crypto'
import { maySignIn } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'
import type { Authentication } from './read-app-token.ts'
import type { ProductFace } from './product-face.ts'

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** E-mail and API token of a person. A wrong one leaves Jira's caller anonymous, as the real product does. */
export function readBasic(site: SiteState, face: ProductFace, text: string): Authentication {
  const pair = Buffer.from(text, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 0) return { refusal: 'basic-unreadable' }
  const [email, password] = [pair.slice(0, colon), pair.slice(colon + 1)]
  const account = site.persons.find((person) => person.email === email)
  if (account !== undefined && isSame(account.password, password)) {
    if (maySignIn(account, face.product)) return { caller: { kind: 'person', account } }
  }
  if (face.product === 'confluence') return { refusal: 'basic-wrong' }
  return { caller: { kind: 'anonymous', failedLogin: true } }
}
