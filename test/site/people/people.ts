import { createHash } from 'node:crypto'
import type { Account } from './account.ts'

export interface People {
  readonly admin: Account
  readonly alice: Account
  readonly bob: Account
}

/** The same name gives the same id on every site, as one Atlassian account is used on many sites. */
function accountIdOf(name: string): string {
  const hex = createHash('sha256').update(`person:${name}`).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `557058:${parts.join('-')}-${hex.slice(20, 32)}`
}

/** A person of a site with access to both products. */
export function createPerson(name: string, displayName: string, isAdmin = false): Account {
  return {
    accountId: accountIdOf(name),
    accountType: 'atlassian',
    name,
    displayName,
    email: `${name}@example.com`,
    emailVisibility: 'hidden',
    password: `password-of-${name}`,
    isAdmin,
    active: true,
    closed: false,
    products: new Set(['jira', 'confluence']),
    groups: new Set(isAdmin ? ['site-admins', 'everyone'] : ['everyone']),
    locale: 'en_US',
    timeZone: 'Europe/Berlin',
  }
}

/** The user that an installation acts as when it acts as itself. */
export function createAppUser(appKey: string, clientKey: string, displayName: string): Account {
  const name = `addon_${appKey}`
  return {
    ...createPerson(`${name}@${clientKey}`, displayName),
    accountType: 'app',
    name,
    email: '',
    password: '',
    groups: new Set(['atlassian-addons']),
  }
}

/** The people every site starts with. */
export function createPeople(): People {
  const alice = createPerson('alice', 'Alice Abbott')
  alice.groups.add('developers')
  return {
    admin: createPerson('admin', 'Ada Admin', true),
    alice,
    bob: createPerson('bob', 'Bob Brown'),
  }
}
