/** The app's windows on this page; only they are listened to, and only they are told anything. */
export function createFrames(config) {
  const known = new Map()
  const tell = (target, message) =>
    target.postMessage({ standIn: true, ...message }, config.appOrigin)
  return {
    tell,
    add(parent, { url, name, moduleKey }) {
      const element = document.createElement('iframe')
      element.className = 'ap-iframe'
      element.name = name
      element.title = moduleKey
      element.referrerPolicy = 'no-referrer'
      element.setAttribute('sandbox', config.sandbox)
      element.src = url
      parent.append(element)
      known.set(element.contentWindow, element)
      return element
    },
    forget: (element) => known.delete(element.contentWindow),
    elementOf: (source) => known.get(source),
    /** A frame that was led to another origin keeps its window, so the origin has to agree too. */
    isOurs: ({ source, origin }) => known.has(source) && origin === config.appOrigin,
    broadcast(event, data) {
      for (const target of known.keys()) tell(target, { event, data })
    },
  }
}
