import { choice, createFields, type ChoiceModel, type FieldModel } from '../../field-model.ts'
import type { StreamFormView } from './stream-form.ts'

/** The form of one stream; what its kind does not have is undefined. */
export interface StreamFormModel {
  readonly heading: string
  readonly kind: string
  readonly isNew: boolean
  readonly saveAction: string
  readonly cancelAction: string
  readonly headingHasFocus: boolean
  readonly name: FieldModel
  readonly target: readonly FieldModel[]
  readonly ca: FieldModel
  readonly caIsOpen: boolean
  readonly what: readonly ChoiceModel[]
  readonly begins: readonly ChoiceModel[]
  readonly dropBehind: FieldModel
  readonly states: readonly ChoiceModel[]
  readonly canRotate: boolean
}

/** @param actions path of the tab */
export function presentStreamForm(view: StreamFormView, actions: string): StreamFormModel {
  const { id, entered, typed, faults } = view
  const field = createFields({
    faults: new Map(faults.map(({ path, says }) => [path, says])),
    todos: new Map(),
    focus: undefined,
    prefix: 'stream',
  })
  const isHttps = entered.kind === 'https'
  const { name, what, begins, state, ca } = entered
  return {
    heading: id === undefined ? `Add a stream: ${isHttps ? 'HTTPS' : 'syslog'}` : 'Edit the stream',
    kind: entered.kind,
    isNew: id === undefined,
    saveAction: id === undefined ? `${actions}/save` : `${actions}/${id}/save`,
    cancelAction: actions,
    headingHasFocus: faults.length === 0,
    name: field('name', {
      label: 'Name',
      value: name,
      hint: 'Such as the name of what collects the events.',
      required: true,
    }),
    target: isHttps ? httpsFields(field, view) : syslogFields(field, view),
    ca: field('ca', {
      label: 'Certificates of its authority',
      value: ca,
      hint: 'As PEM. Only where the receiver’s certificate is of an authority of your own.',
      wide: true,
      lines: 4,
      code: true,
    }),
    caIsOpen: ca !== '',
    what: [
      choice('all', 'Everything', what, 'Every call and every change.'),
      choice('changes', 'Changes', what, 'What administrators, the product or Gatehouse did.'),
      choice('refusals', 'Refusals', what, 'Calls that were refused, and counts of them.'),
    ],
    begins: [
      choice('now', 'Now', begins, 'With what happens from now on.'),
      choice('oldest', 'With the oldest', begins, 'With all that is kept, from its beginning.'),
    ],
    dropBehind: field('dropBehind', {
      label: 'Give up events when more than these wait',
      value: typed.dropBehind,
      hint: 'Empty: nothing is given up while it is kept. What is given up is counted and recorded.',
    }),
    states: [
      choice('on', 'On', state, 'Events are sent as they happen.'),
      choice('off', 'Off', state, 'Nothing is sent. Once on again, it goes on where it was.'),
    ],
    canRotate: isHttps && id !== undefined,
  }
}

type Field = ReturnType<typeof createFields>

function httpsFields(field: Field, { entered, keepsValue }: StreamFormView): FieldModel[] {
  return [
    field('url', {
      label: 'Address of the receiver',
      value: entered.url,
      hint: 'Begins with https://. Gatehouse posts lines of JSON there.',
      required: true,
      wide: true,
      code: true,
    }),
    field('headerName', {
      label: 'Header that it knows you by',
      value: entered.headerName,
      hint: 'Such as Authorization. Empty for none; each batch is signed anyway.',
      code: true,
    }),
    field('headerValue', {
      label: 'Its value',
      value: '',
      hint: keepsValue
        ? 'Empty: the value that is there stays.'
        : 'Whole, such as “Bearer …” or “Splunk …”. It is not shown again.',
      secret: true,
    }),
  ]
}

function syslogFields(field: Field, { entered, typed }: StreamFormView): FieldModel[] {
  return [
    field('host', {
      label: 'Host of the receiver',
      value: entered.host,
      hint: 'Messages of RFC 5424, over TLS.',
      required: true,
      code: true,
    }),
    field('port', { label: 'Port', value: typed.port, required: true, code: true }),
  ]
}
