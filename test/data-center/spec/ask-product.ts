import type { Product } from '../product/start-product.ts'

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: Readonly<Record<string, string>>
  /** Sent as JSON unless the headers say otherwise. */
  readonly body?: unknown
}

export interface ProductAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** `X-AUSERNAME`. */
  readonly user: string | null
  /** What `Set-Cookie` sets. */
  readonly cookies: Readonly<Record<string, string>>
}

function cookiesOf(headers: Headers): Readonly<Record<string, string>> {
  const pairs = headers.getSetCookie().map((line) => {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
    return [name, value] as const
  })
  return Object.fromEntries(pairs)
}

/** Calls a product below its context path. */
export async function askProduct(
  product: Product,
  path: string,
  { method = 'GET', headers = {}, cookies = {}, body }: Question = {},
): Promise<ProductAnswer> {
  const cookie = Object.entries(cookies).map((pair) => pair.join('='))
  const answer = await fetch(product.baseUrl + path, {
    method,
    headers: {
      ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: answer.status,
    text: await answer.text(),
    headers: answer.headers,
    user: answer.headers.get('x-ausername'),
    cookies: cookiesOf(answer.headers),
  }
}
