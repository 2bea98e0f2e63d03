import { unfilledFault } from './check-text.ts'

/** Longest claim path; links can be kept under one. */
export const CLAIM_PATH_LENGTH_MAX = 200

/** What is wrong with a claim path (`ClaimPath`), as a sentence; `undefined`: nothing is. */
export function claimPathFault(path: string): string | undefined {
  if (path === '') return 'Name a claim, such as groups or realm_access.roles.'
  if (path.length > CLAIM_PATH_LENGTH_MAX) {
    return `Use at most ${CLAIM_PATH_LENGTH_MAX} characters.`
  }
  if (/\p{C}/u.test(path)) return 'Leave out line breaks and invisible characters.'
  const fault = path.startsWith('/') ? pointerFault(path) : dottedFault(path)
  return fault ?? unfilledFault(path)
}

function pointerFault(pointer: string): string | undefined {
  if (/~(?![01])/.test(pointer)) {
    return 'In a path that begins with /, write ~ as ~0 and a / inside of a name as ~1 (RFC 6901).'
  }
  return hasEmptyName(pointer.slice(1).split('/')) ? EMPTY_NAME : undefined
}

function dottedFault(path: string): string | undefined {
  // A name with a slash nearly always has a dot as well, at which it would be taken apart.
  if (path.includes('/')) {
    return `A name with a slash needs the form that begins with /, such as /${escaped(path)} for one claim of this name.`
  }
  return hasEmptyName(path.split('.')) ? EMPTY_NAME : undefined
}

const EMPTY_NAME = 'A claim’s name is empty: two separators meet, or one stands at the end.'

function hasEmptyName(names: readonly string[]): boolean {
  return names.some((name) => name.trim() === '')
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
