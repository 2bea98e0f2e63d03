import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import { asRefusal } from '../../src/lib/problem.ts'
import { REFUSALS } from '../../src/lib/refusal-codes.ts'
import { createAssets } from '../../src/pages/assets.ts'
import { createPagesDoor } from '../../src/pages/pages-door.ts'
import { pagesParts, type PagesOptions, type PagesParts } from './pages-deps.ts'

/** The pages of one product behind a guard that believes everybody, on a real server. */
export interface PagesWorld extends PagesParts {
  readonly url: string
  /** Loads a page as the product would frame it. @param path below `/{product}/pages` */
  page(path: string, as?: string): Promise<PageAnswer>
  /** Sends a form as the page's script would. */
  act(path: string, as: string, form: Readonly<Record<string, string>>): Promise<PageAnswer>
  /** A token of this person, made without the page. @returns its id */
  hasToken(owner: string, name: string): Promise<string>
  stop(): Promise<void>
}

export interface PageAnswer {
  readonly status: number
  readonly headers: Headers
  readonly html: string
}

export async function startPages(options: PagesOptions = {}): Promise<PagesWorld> {
  const parts = pagesParts(options)
  const app = express().use(createAssets()).use(createPagesDoor(parts)).use(answerBare)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  // A listening TCP server always has an address object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = `${url}/${parts.product}/pages`

  return {
    ...parts,
    url,
    page: (path, as) => read(fetch(`${root}${path}${as === undefined ? '' : `?jwt=${as}`}`)),
    act: (path, as, form) =>
      read(
        fetch(`${root}${path}`, {
          method: 'POST',
          headers: { authorization: `JWT ${as}`, 'hx-request': 'true' },
          body: new URLSearchParams(form),
        }),
      ),
    async hasToken(owner, name) {
      const { token } = await parts.tokens.issue({
        tenantId: parts.tenant.id,
        ownerAccountId: owner,
        name,
        access: 'read',
        actsAs: 'user',
        lifetimeDays: 30,
        lifetimeDaysMax: 365,
        requestId: 'made-by-the-test',
      })
      return token.id
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

// Stands for the app's own last handler: only assets get there.
const answerBare: ErrorRequestHandler = (thrown: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(thrown)
    return
  }
  res.sendStatus(REFUSALS[asRefusal(thrown).code].status)
}

async function read(answering: Promise<Response>): Promise<PageAnswer> {
  const answer = await answering
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}
