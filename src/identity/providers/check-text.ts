/** Sentences on what is wrong with a single text; `undefined`: nothing is. */

const NAME_LENGTH_MAX = 80
const ID = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/
const AUDIENCE_LENGTH_MAX = 1000
/** RFC 6749 Appendix A.1 and A.2: what client ids and secrets are made of. */
const VISIBLE_ASCII = /^[\x20-\x7e]+$/
/** Characters that a bearer token is made of (RFC 6750 §2.1). */
const TOKEN_CHARACTERS = /^[A-Za-z0-9._~+/=-]*$/
const MEDIA_TYPE = /^(?:[\w!#$&^.+-]+\/)?[\w!#$&^.+-]+$/
/** What presets put where the admin has to decide: `{tenant-id}`. */
const PLACEHOLDER = /\{[a-z]+(?:-[a-z]+)*\}/
/** Tokens that begin so are Gatehouse's own (`identity/token-text.ts`). */
const OWN_PREFIX = 'gatehouse_'

export function unfilledFault(text: string): string | undefined {
  const found = PLACEHOLDER.exec(text)?.[0]
  return found === undefined ? undefined : `${found} still has to be replaced by your own value.`
}

export function idFault(text: string): string | undefined {
  if (ID.test(text)) return undefined
  return 'Use 1 to 40 lower-case letters, digits and hyphens, with no hyphen at either end.'
}

export function nameFault(text: string): string | undefined {
  if (text.trim() === '') return 'Give it a name, so that you recognise it later.'
  if (text.length > NAME_LENGTH_MAX) return `Use at most ${NAME_LENGTH_MAX} characters.`
  return lineFault(text)
}

export function audienceFault(text: string): string | undefined {
  if (text === '') return 'An audience must not be empty.'
  if (text.includes('*')) {
    return 'Audiences are compared as they are, so a wildcard would fit nothing; name each one.'
  }
  if (text.length > AUDIENCE_LENGTH_MAX) return `Use at most ${AUDIENCE_LENGTH_MAX} characters.`
  return lineFault(text) ?? unfilledFault(text)
}

export function typFault(text: string): string | undefined {
  if (text.length <= 100 && MEDIA_TYPE.test(text)) return undefined
  return 'Must be the type that stands in the token’s header, such as at+jwt.'
}

export function clientIdFault(text: string): string | undefined {
  if (text.length <= 255 && VISIBLE_ASCII.test(text)) return lineFault(text) ?? unfilledFault(text)
  return 'Must be 1 to 255 visible ASCII characters, as the provider shows it.'
}

/** Never repeats any of the text. */
export function clientSecretFault(text: string): string | undefined {
  if (text.length <= 1000 && VISIBLE_ASCII.test(text)) return lineFault(text)
  return 'Must be 1 to 1000 visible ASCII characters, as the provider shows it.'
}

export function tokenPrefixFault(text: string): string | undefined {
  if (text.length > 64 || !TOKEN_CHARACTERS.test(text)) {
    return 'Must be the first characters of the provider’s tokens, at most 64, or empty.'
  }
  if (text.startsWith(OWN_PREFIX)) {
    return 'Tokens that begin so are Gatehouse’s own and never reach a provider.'
  }
  return undefined
}

/** One line of plain text wherever it is read: lists, exports, terminals. */
export function lineFault(text: string): string | undefined {
  if (/\p{C}/u.test(text)) return 'Leave out line breaks and invisible characters.'
  return text === text.trim() ? undefined : 'Leave out the white space at its beginning or end.'
}

/** Positions of texts that stood further up already. */
export function repeatsIn(texts: readonly (string | undefined)[]): number[] {
  const seen = new Set<string>()
  return texts.flatMap((text, index) => {
    if (text === undefined) return []
    const isRepeat = seen.has(text)
    seen.add(text)
    return isRepeat ? [index] : []
  })
}
