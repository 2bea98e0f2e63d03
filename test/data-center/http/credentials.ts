/** What a Basic header says. */
export interface NameAndPassword {
  readonly name: string
  readonly password: string
}

/** Undefined where there is no Basic header; without a colon the password is empty. */
export function readBasic(authorization: string | undefined): NameAndPassword | undefined {
  const coded = /^Basic\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (coded === undefined) return undefined
  const pair = Buffer.from(coded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 0) return { name: pair, password: '' }
  return { name: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

/** The text after a scheme such as `Bearer` or `JWT`. */
export function readScheme(scheme: string, authorization: string | undefined): string | undefined {
  return new RegExp(`^${scheme}\\s+(\\S+)\\s*$`, 'i').exec(authorization ?? '')?.[1]
}

/** Basic header of this name and password. */
export function basicOf({ name, password }: NameAndPassword): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
}

/** The first cookie of that name, as a servlet that stops at the first one reads it; not decoded. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=')
    if (key.trim() === name) return value.join('=').trim()
  }
  return undefined
}
