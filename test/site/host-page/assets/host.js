/* The host side of the bridge: answers the app's frames on this page. */
import { createDialogs } from './dialogs.js'
import { setSize } from './elements.js'
import { createFlags } from './flags.js'
import { createFrames } from './frames.js'
import { createProduct } from './product.js'

const config = JSON.parse(document.getElementById('stand-in-config').textContent)
const root = document.documentElement
const frames = createFrames(config)
const product = createProduct(config)
const flags = createFlags(document.getElementById('flags'), frames.broadcast)
const dialogs = createDialogs({
  frames,
  findFrame: product.frameOf,
  broadcast: frames.broadcast,
})

function theme() {
  return { colorMode: root.dataset.colorMode, theme: 'dark:dark light:light spacing:spacing' }
}

function go(target, context = {}) {
  const query = new window.URLSearchParams({ as: config.as, theme: theme().colorMode })
  for (const [name, value] of Object.entries(context.customData ?? {})) {
    query.set(`ac.${name}`, String(value))
  }
  if (target === 'addonModule') {
    const addon = context.addonKey ?? config.appKey
    const path = `${config.contextPath}/plugins/servlet/ac/${addon}/${context.moduleKey}`
    window.location.assign(`${path}?${query}`)
    return
  }
  query.set('target', target)
  query.set('context', JSON.stringify(context))
  window.location.assign(`/stand-in/elsewhere?${query}`)
}

const operations = {
  'context.getToken': () => product.contextToken(),
  'context.getContext': () => config.context,
  request: (_source, options) => product.request(options),
  resize: (source, width, height) => setSize(frames.elementOf(source), width, height),
  sizeToParent: (source) =>
    setSize(frames.elementOf(source), '100%', `${window.innerHeight - 120}px`),
  'flag.create': (_source, options) => flags.show(options),
  'flag.close': (_source, id) => flags.close(id),
  'dialog.create': (source, options) => dialogs.create(source, options),
  'dialog.close': (_source, data) => dialogs.close(data),
  'dialog.getCustomData': () => dialogs.customData(),
  'dialog.button': (_source, name, change) => dialogs.changeButton(name, change),
  'dialog.disableCloseOnSubmit': () => dialogs.keepOpenOnSubmit(),
  'navigator.go': (_source, target, context) => go(target, context),
  'navigator.getLocation': () => ({ target: 'addonmodule', context: config.location }),
  'navigator.reload': () => window.location.reload(),
  'user.getCurrentUser': () => ({ atlassianAccountId: config.accountId }),
  'user.getLocale': () => config.locale,
  'user.getTimeZone': () => config.timeZone,
  'events.emit': (_source, name, data) => frames.broadcast(name, data),
  'theming.get': () => theme(),
}

window.addEventListener('message', async (message) => {
  const { source, data } = message
  if (!frames.isOurs(message) || data?.standIn !== true) return
  const operation = Object.hasOwn(operations, data.method) ? operations[data.method] : undefined
  try {
    if (operation === undefined) throw new Error(`AP: no ${data.method}`)
    frames.tell(source, { id: data.id, result: await operation(source, ...data.args) })
  } catch (cause) {
    frames.tell(source, { id: data.id, error: String(cause) })
  }
})

document.addEventListener('stand-in-theme', () => frames.broadcast('theme_changed', theme()))

if (config.frame !== undefined) frames.add(document.getElementById('app'), config.frame)
