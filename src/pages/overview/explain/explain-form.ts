import type { CallerWords } from '../../../policy/explain/described-caller.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { SentForm } from '../../rules/sent-form.ts'

/** What somebody asks about, as it was typed. */
export interface ExplainForm {
  readonly id: string
  /** Value of the choice: `token:…`, `rule:{provider}:{position}`, `account`, `nobody`. */
  readonly caller: string
  readonly account: string
  /** One value of a groups claim a line. */
  readonly groups: string
  readonly method: string
  readonly path: string
  readonly address: string
}

export const NOTHING_ASKED: ExplainForm = {
  id: '',
  caller: '',
  account: '',
  groups: '',
  method: 'GET',
  path: '',
  address: '',
}

export function readExplainForm(sent: SentForm): ExplainForm {
  return {
    id: sent.text('id').trim(),
    caller: sent.text('caller'),
    account: sent.text('account').trim(),
    groups: sent.text('groups'),
    method: sent.text('method'),
    path: sent.text('path').trim(),
    address: sent.text('address').trim(),
  }
}

/** The caller that was chosen; undefined where none was, or one that is not there any more. */
export function chosenCaller(
  { caller, account, groups }: ExplainForm,
  { providers }: PolicyDocument,
): CallerWords | undefined {
  const [kind = '', id = '', position = ''] = caller.split(':')
  switch (kind) {
    case 'token':
      return { token: id }
    case 'rule': {
      const rule = providers.find((each) => each.id === id)?.rules[Number(position)]
      if (rule === undefined) return undefined
      const values = groups.split('\n').map((line) => line.trim())
      return {
        provider: id,
        trustRule: rule.name,
        account: account === '' ? undefined : account,
        groups: values.filter((value) => value !== ''),
      }
    }
    case 'account':
      return { account }
    case 'nobody':
      return { nobody: true }
  }
  return undefined
}
