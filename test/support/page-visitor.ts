import type { Installation } from '../site/install/installation.ts'
import type { Account } from '../site/people/account.ts'
import { watchForSecret } from './sinks.ts'

/** A person at one of our pages, without a browser: real page addresses, real context tokens. */
export interface PageVisitor {
  open(moduleKey: string): Promise<Response>
  /** Posts a form the way the page's script does: with a fresh context token in the header. */
  act(path: string, fields: Readonly<Record<string, string>>): Promise<Response>
  /** Creates a token through the form. @returns its text and id, as the page shows them once */
  createToken(fields?: TokenFields): Promise<{ readonly text: string; readonly id: string }>
}

export interface TokenFields {
  readonly name?: string
  readonly days?: string
  readonly access?: 'read' | 'write' | 'manage'
  readonly actsAs?: 'user' | 'app'
}

const TOKEN_TEXT = /gatehouse_([0-9A-Za-z]{16})_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}/

export function visit(installation: Installation, account: Account): PageVisitor {
  const act: PageVisitor['act'] = (path, fields) =>
    fetch(`${installation.appBaseUrl}/pages/${path}`, {
      method: 'POST',
      headers: { authorization: `JWT ${installation.contextToken(account)}` },
      body: new URLSearchParams(fields),
    })
  return {
    open: (moduleKey) => fetch(installation.pageUrl(moduleKey, account)),
    act,
    async createToken(fields = {}) {
      const form = { name: 'a token', days: '30', access: 'read', actsAs: 'user', ...fields }
      const answer = await act('tokens', form)
      const html = await answer.text()
      const match = TOKEN_TEXT.exec(html)
      if (answer.status !== 200 || match === null) {
        throw new Error(`no token was created: ${String(answer.status)} ${html}`)
      }
      const [text, id = ''] = match
      watchForSecret(text)
      return { text, id }
    },
  }
}
