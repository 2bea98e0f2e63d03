import { noticeWishOf, type EnteredWish } from '../../../audit/notices/parse-notice-wish.ts'
import { NOTICE_KINDS, NOTICE_NAMES } from '../../../audit/notices/notice-kinds.ts'
import type { NoticeSettings } from '../../../audit/notices/notice-settings.ts'
import type { NoticeWish } from '../../../audit/notices/notices.ts'
import { endpointFault, type AddressRules } from '../../../identity/providers/check-url.ts'
import type { Fault } from '../../../lib/fault.ts'
import { choice, createFields, type ChoiceModel, type FieldModel } from '../../field-model.ts'
import { sentForm } from '../../rules/sent-form.ts'

/** What stands in the form, and what is wrong with it. */
export interface NoticeFormView {
  readonly entered: EnteredWish
  readonly faults: readonly Fault[]
}

export interface NoticeFormModel {
  readonly action: string
  readonly url: FieldModel
  readonly kinds: readonly {
    readonly name: string
    readonly label: string
    readonly chosen: boolean
  }[]
  readonly kindsFault: string | undefined
  readonly states: readonly ChoiceModel[]
}

export type NoticeFormReading =
  | { readonly kind: 'accepted'; readonly wish: NoticeWish }
  | { readonly kind: 'refused'; readonly view: NoticeFormView }

/** As settings have it; without any, everything is proposed. */
export function formViewOf(settings: NoticeSettings | undefined): NoticeFormView {
  const kinds = settings?.kinds ?? NOTICE_KINDS
  const state = settings === undefined || settings.state === 'on' ? 'on' : 'off'
  return { entered: { url: settings?.url.reveal() ?? '', kinds, state }, faults: [] }
}

export function readNoticeForm(body: unknown, rules: AddressRules): NoticeFormReading {
  const sent = sentForm(body)
  const entered = {
    url: sent.text('url').trim(),
    kinds: sent.below('kind.'),
    state: sent.text('state'),
  }
  const reading = noticeWishOf(entered, receiverFault(entered.url, rules))
  if (reading.kind === 'accepted') return reading
  return { kind: 'refused', view: { entered, faults: reading.faults } }
}

export function presentNoticeForm(
  { entered, faults }: NoticeFormView,
  action: string,
): NoticeFormModel {
  const byField = new Map(faults.map(({ path, says }) => [path, says]))
  const field = createFields({
    faults: byField,
    todos: new Map(),
    focus: undefined,
    prefix: 'notices',
  })
  const { url, kinds, state } = entered
  return {
    action,
    url: field('url', {
      label: 'Address of the receiver',
      value: url,
      hint: 'Begins with https://. Gatehouse posts each notice there, signed as standardwebhooks.com describes.',
      required: true,
      wide: true,
      code: true,
    }),
    kinds: NOTICE_KINDS.map((kind) => ({
      name: `kind.${kind}`,
      label: NOTICE_NAMES[kind],
      chosen: kinds.includes(kind),
    })),
    kindsFault: byField.get('kinds'),
    states: [
      choice('on', 'On', state, 'What happens from now on is told.'),
      choice('off', 'Off', state, 'Nothing is sent. The notices still stand on this page.'),
    ],
  }
}

function receiverFault(url: string, rules: AddressRules): string | undefined {
  if (url === '') return 'Enter the address that notices are posted to.'
  return endpointFault(url, 'introspection', rules)
}
