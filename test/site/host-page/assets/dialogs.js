import { setSize, textButton, textElement } from './elements.js'

/** One dialog at a time, framing another page of the app. */
export function createDialogs({ frames, findFrame, broadcast }) {
  let open

  function button(name, label) {
    const element = textButton(label, () => {
      broadcast(`dialog.button.${name}`, { button: { name } })
      if (name === 'cancel' || open?.closesOnSubmit !== false) close()
    })
    element.dataset.button = name
    return element
  }

  async function create(opener, options) {
    const frame = await findFrame(options.key)
    const element = document.createElement('dialog')
    if (options.header !== undefined) element.append(textElement('h2', String(options.header)))
    document.body.append(element)
    const inner = frames.add(element, frame)
    setSize(inner, options.width, options.height)
    if (options.chrome !== false) {
      element.append(button('submit', options.submitText ?? 'Submit'))
      element.append(button('cancel', options.cancelText ?? 'Cancel'))
    }
    open = { element, opener, inner, id: options.id, customData: options.customData }
    element.addEventListener('cancel', (event) => {
      event.preventDefault()
      if (options.closeOnEscape !== false) close()
    })
    element.showModal()
  }

  function close(data) {
    if (open === undefined) return
    const { element, opener, inner, id } = open
    open = undefined
    frames.forget(inner)
    element.remove()
    frames.tell(opener, { event: `dialog.close.${id}`, data })
    broadcast('dialog.close', data)
  }

  function changeButton(name, { disabled, hidden }) {
    const found = open?.element.querySelector(`[data-button="${window.CSS.escape(name)}"]`)
    if (found === null || found === undefined) return
    if (disabled !== undefined) found.disabled = disabled
    if (hidden !== undefined) found.hidden = hidden
  }

  return {
    create,
    close,
    changeButton,
    customData: () => open?.customData,
    keepOpenOnSubmit() {
      if (open !== undefined) open.closesOnSubmit = false
    },
  }
}
