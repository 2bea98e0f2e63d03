import { textButton, textElement } from './elements.js'

/** Messages of the app in the corner of the product's page. */
export function createFlags(container, broadcast) {
  function close(id) {
    const flag = [...container.children].find((one) => one.dataset.id === id)
    if (flag === undefined) return
    flag.remove()
    broadcast('flag.close', { flagIdentifier: id })
  }

  function show({ id, title, body, type = 'info', close: closing, actions = {} }) {
    const flag = document.createElement('div')
    flag.className = 'flag'
    flag.dataset.id = id
    flag.dataset.type = type
    flag.setAttribute('role', 'alert')
    flag.append(textElement('strong', title ?? ''), textElement('p', body ?? ''))
    for (const [action, label] of Object.entries(actions)) {
      const chosen = { flagIdentifier: id, actionIdentifier: action }
      flag.append(textButton(label, () => broadcast('flag.action', chosen)))
    }
    flag.append(textButton('Dismiss', () => close(id)))
    container.append(flag)
    if (closing === 'auto') window.setTimeout(() => close(id), 5000)
  }

  return { show, close }
}
