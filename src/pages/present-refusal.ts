import { REFUSALS, type RefusalCode } from '../lib/refusal-codes.ts'
import type { Refusal } from '../lib/refusal.ts'

/** A refusal for people: what happened, what to do, and what to tell support. */
export interface RefusalModel {
  readonly heading: string
  readonly advice: string
  readonly requestId: string
  readonly code: RefusalCode
}

interface Words {
  readonly heading: string
  readonly advice: string
}

const RELOAD = 'Reload the page and try again.'

/** @param product the product's name as people say it */
export function presentRefusal(refusal: Refusal, requestId: string, product: string): RefusalModel {
  const words = wordsFor(refusal.code, product) ?? wordsForStatus(refusal)
  return { ...words, requestId, code: refusal.code }
}

// The codes that people meet on pages; everything else is told by its status.
function wordsFor(code: RefusalCode, product: string): Words | undefined {
  const words: Partial<Record<RefusalCode, Words>> = {
    'product/untrusted': {
      heading: `${product} has not confirmed who you are`,
      advice: `If this page has been open for a while, reload it. It works only inside ${product}.`,
    },
    'person/not-signed-in': {
      heading: 'You are not signed in',
      advice: `Sign in to ${product} and open this page again.`,
    },
    'person/not-admin': {
      heading: `Only ${product} administrators can do this`,
      advice: `Ask an administrator of your site. Your own tokens are under “API access”.`,
    },
    'tokens/not-allowed': {
      heading: 'Creating tokens is switched off',
      advice: 'An administrator of your site can create one for you, or switch it on again.',
    },
    'credential/owner-not-allowed': {
      heading: 'You may have no tokens on this site',
      advice:
        'By a rule of your site only members of certain groups may have API tokens. Ask an administrator.',
    },
    'tokens/too-many': {
      heading: 'This owner has as many tokens as the rules allow',
      advice: 'Revoke one that is not needed any more, or rotate one to get a new secret for it.',
    },
    'request/not-found': {
      heading: 'There is nothing here any more',
      advice: 'It may have been removed meanwhile. Reload the page to see what there is.',
    },
    'request/invalid-input': { heading: 'That value is not accepted', advice: RELOAD },
    'request/too-large': {
      heading: 'That is too much at once',
      advice: 'Shorten what you typed and try again.',
    },
    'site/inactive': {
      heading: `Gatehouse is not active on this ${product} site`,
      advice: 'An administrator can enable it, or install it again, under “Manage apps”.',
    },
    'upstream/app-refused': {
      heading: `${product} does not accept Gatehouse any more`,
      advice: 'An administrator should install the app again under “Manage apps”.',
    },
  }
  return words[code]
}

function wordsForStatus({ code, retryAfterSeconds }: Refusal): Words {
  const { status, title } = REFUSALS[code]
  if (status < 500) return { heading: title, advice: RELOAD }
  const wait = retryAfterSeconds === undefined ? 'in a minute' : `in ${retryAfterSeconds} seconds`
  return {
    heading: title,
    advice: `Nothing was changed by halves. Try again ${wait}; if it stays so, tell your administrator the reference below.`,
  }
}
