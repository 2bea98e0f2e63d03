import type { Exchange } from '../http/exchange.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'

/** A refusal of the token server in OAuth's words. */
export class TokenRefused extends Error {
  readonly error: string
  readonly status: number

  constructor(error: string, description: string, status = 400) {
    super(description)
    this.error = error
    this.status = status
  }

  reply(): Reply {
    const body = { error: this.error, error_description: this.message }
    return json(this.status, body, { 'content-type': 'application/json' })
  }
}

export interface TokenForm {
  readonly assertion: string
  readonly scope: string | undefined
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

function only(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name)
  if (values.length > 1) throw new TokenRefused('invalid_request', `${name} is given twice`)
  return values[0]
}

/** Reads the form of a token request; anything but a POSTed form is refused. */
export async function readTokenForm(exchange: Exchange): Promise<TokenForm> {
  const mediaType = (exchange.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (exchange.method !== 'POST') throw new TokenRefused('invalid_request', 'POST only', 405)
  if (mediaType !== 'application/x-www-form-urlencoded') {
    throw new TokenRefused(
      'invalid_request',
      `content type ${String(mediaType)} not supported`,
      415,
    )
  }
  const form = new URLSearchParams(await exchange.body.text())
  const grant = only(form, 'grant_type')
  if (grant !== grantType) {
    throw new TokenRefused('unsupported_grant_type', `grant_type ${String(grant)} not supported`)
  }
  const assertion = only(form, 'assertion')
  if (assertion === undefined) throw new TokenRefused('invalid_request', 'no assertion')
  return { assertion, scope: only(form, 'scope') }
}
