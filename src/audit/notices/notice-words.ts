import type { Notice } from './notice-kinds.ts'

/** What happened, in a sentence for whoever reads the notice first. Nothing in it is secret. */
export function noticeWords({ kind, subject, facts }: Notice): string {
  switch (kind) {
    case 'guard.tripped':
      return `A caller (${credentialWords(facts)}) made more than ${text(facts['perHour'])} deletions or bulk edits in an hour. It deletes nothing more until its owner or an administrator unlocks it.`
    case 'token.expiring':
      return `The API token ${nameWords(facts, subject)} ends in ${daysWords(facts['daysLeft'])}.`
    case 'token.revoked':
      return facts['reason'] === 'idle'
        ? `The API token ${subject} was revoked, because nobody used it.`
        : `The API token ${subject} was revoked.`
    case 'budget.low':
      return 'The product’s own budget for calls of the app runs low. Programs may have to wait.'
    case 'provider.down':
      return `The identity provider “${subject}” cannot be asked. Its tokens may be refused meanwhile.`
    case 'provider.up':
      return `The identity provider “${subject}” can be asked again.`
    case 'sign-on.wrong-user':
      return `The product did not serve whom Crowd named, so its answer was thrown away: ${text(facts['says'])}.`
  }
}

const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  ['api-token', 'API token'],
  ['provider-token', 'token of an identity provider,'],
  ['context-token', 'page of Gatehouse,'],
  ['basic', 'user name and password,'],
  ['anonymous', 'without a credential,'],
])

function credentialWords(facts: Notice['facts']): string {
  const kind = text(facts['credentialKind'])
  return `${CREDENTIALS.get(kind) ?? kind} ${text(facts['credentialSubject'] ?? facts['credentialId'])}`
}

function nameWords(facts: Notice['facts'], id: string): string {
  const name = text(facts['name'])
  return name === '' ? id : `“${name}” (${id})`
}

function daysWords(days: Notice['facts'][string] | undefined): string {
  return days === 1 ? 'a day' : `${text(days)} days`
}

function text(fact: Notice['facts'][string] | undefined): string {
  return fact === undefined ? '' : String(fact)
}
