/*
 * The stand-in's AP object. It speaks a small protocol of its own with the stand-in's host page; only what
 * apps see of it — names, arguments, callbacks and promises — follows the product.
 */
;(function () {
  const frame = readFrame()
  const waiting = new Map()
  const listeners = new Map()
  let lastId = 0

  /** The host writes its origin and the frame's id into the name of the frame. */
  function readFrame() {
    try {
      return JSON.parse(window.name)
    } catch {
      return { hostOrigin: undefined, options: {} }
    }
  }

  function call(method, ...args) {
    if (frame.hostOrigin === undefined || window.parent === window) {
      return Promise.reject(new Error('AP: this page is not framed by the product'))
    }
    const id = ++lastId
    // Naming the host's origin keeps the message from any other page that might frame us.
    window.parent.postMessage({ standIn: true, id, method, args }, frame.hostOrigin)
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  }

  /** Both styles at once: the callback as last argument, and a promise. */
  function ask(method, args, callback) {
    const answer = call(method, ...args)
    if (typeof callback === 'function') answer.then(callback, () => undefined)
    return answer
  }

  function fire(name, data) {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(data, { eventName: name })
  }

  window.addEventListener('message', (message) => {
    if (message.source !== window.parent || message.origin !== frame.hostOrigin) return
    const { standIn, id, event, data, result, error } = message.data ?? {}
    if (standIn !== true) return
    if (event !== undefined) return fire(event, data)
    const pending = waiting.get(id)
    waiting.delete(id)
    if (pending === undefined) return
    if (error === undefined) pending.resolve(result)
    else pending.reject(error)
  })

  function on(name, listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener])
  }
  function off(name, listener) {
    listeners.set(
      name,
      (listeners.get(name) ?? []).filter((one) => one !== listener && one.original !== listener),
    )
  }
  function once(name, listener) {
    const wrapped = (...args) => {
      off(name, wrapped)
      listener(...args)
    }
    wrapped.original = listener
    on(name, wrapped)
  }
  const emit = (name, data) => void call('events.emit', name, data)
  const offAll = (name) => void listeners.delete(name)

  /** `AP.request(url)`, `AP.request(options)` and `AP.request(url, options)`. */
  function request(urlOrOptions, more) {
    const options =
      typeof urlOrOptions === 'string' ? { ...more, url: urlOrOptions } : { ...urlOrOptions }
    const { success, error, ...plain } = options
    const answer = call('request', plain).then(({ body, xhr }) => {
      if (xhr.status < 400) return { body, xhr }
      throw { xhr, err: xhr.statusText }
    })
    if (typeof success === 'function' || typeof error === 'function') {
      answer.then(
        ({ body, xhr }) => success?.(body, 'success', xhr),
        ({ xhr, err }) => error?.(xhr, 'error', err),
      )
    }
    return answer
  }

  function createFlag(options) {
    const id = `flag-${++lastId}`
    void call('flag.create', { ...options, id })
    return { _id: id, close: () => void call('flag.close', id) }
  }

  function createDialog(options) {
    const id = `dialog-${++lastId}`
    void call('dialog.create', { ...options, id })
    return {
      on: (name, listener) => on(`dialog.${name}.${id}`, listener),
    }
  }

  const button = (name) => ({
    name,
    bind: (listener) => on(`dialog.button.${name}`, listener),
    enable: () => void call('dialog.button', name, { disabled: false }),
    disable: () => void call('dialog.button', name, { disabled: true }),
    hide: () => void call('dialog.button', name, { hidden: true }),
    show: () => void call('dialog.button', name, { hidden: false }),
  })

  function applyTheme(theme) {
    const root = document.documentElement
    root.setAttribute('data-color-mode', theme.colorMode)
    root.setAttribute('data-theme', theme.theme)
  }

  async function initializeTheming() {
    on('theme_changed', applyTheme)
    applyTheme(await call('theming.get'))
  }

  const options = document.currentScript?.getAttribute('data-options') ?? ''
  const resize = (width, height) => void call('resize', width, height)
  const content = () => document.querySelector('.ac-content, #content') ?? document.body

  function resizeWithContent() {
    const observer = new window.ResizeObserver(() => {
      const box = content()
      resize('100%', `${Math.max(box.scrollHeight, box.offsetHeight)}px`)
    })
    observer.observe(content())
  }

  window.addEventListener('DOMContentLoaded', () => {
    if (frame.hostOrigin === undefined) return
    if (/sizeToParent:\s*true/.test(options)) void call('sizeToParent')
    else if (!/resize:\s*false/.test(options)) resizeWithContent()
  })

  window.AP = {
    context: {
      getToken: (callback) => ask('context.getToken', [], callback),
      getContext: (callback) => ask('context.getContext', [], callback),
    },
    request,
    resize,
    sizeToParent: (hideFooter) => void call('sizeToParent', hideFooter),
    hideFooter: () => undefined,
    getLocation: (callback) => ask('navigator.getLocation', [], callback),
    flag: { create: createFlag },
    dialog: {
      create: createDialog,
      close: (data) => void call('dialog.close', data),
      getCustomData: (callback) => ask('dialog.getCustomData', [], callback),
      getButton: button,
      disableCloseOnSubmit: () => void call('dialog.disableCloseOnSubmit'),
    },
    navigator: {
      go: (target, context) => void call('navigator.go', target, context),
      getLocation: (callback) => ask('navigator.getLocation', [], callback),
      reload: () => void call('navigator.reload'),
    },
    user: {
      getCurrentUser: (callback) => ask('user.getCurrentUser', [], callback),
      getLocale: (callback) => ask('user.getLocale', [], callback),
      getTimeZone: (callback) => ask('user.getTimeZone', [], callback),
    },
    events: { on, once, off, offAll, emit, onPublic: on, offPublic: off, emitPublic: emit },
    theming: { initializeTheming },
  }
})()
