/**
 * What a browser would send of the form on a page: enough HTML for our own templates, which quote every
 * attribute and escape every value.
 */
export function formIn(html: string): Record<string, string> {
  const sent: Record<string, string> = {}
  for (const [, attributes = ''] of html.matchAll(/<input ([^>]*)>/g)) {
    const type = attribute(attributes, 'type')
    const isTicked = / checked/.test(attributes)
    if ((type === 'radio' || type === 'checkbox') && !isTicked) continue
    sent[attribute(attributes, 'name')] = attribute(attributes, 'value', 'on')
  }
  for (const [, attributes = '', text = ''] of html.matchAll(
    /<textarea ([^>]*)>\n?([^<]*)<\/textarea>/g,
  )) {
    sent[attribute(attributes, 'name')] = unescaped(text).replaceAll('\n', '\r\n')
  }
  for (const [, attributes = '', options = ''] of html.matchAll(
    /<select ([^>]*)>([\s\S]*?)<\/select>/g,
  )) {
    const chosen = /value="([^"]*)" selected/.exec(options) ?? /value="([^"]*)"/.exec(options)
    sent[attribute(attributes, 'name')] = unescaped(chosen?.[1] ?? '')
  }
  return sent
}

function attribute(attributes: string, name: string, otherwise = ''): string {
  const found = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)
  return found === null ? otherwise : unescaped(found[1] ?? '')
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) => {
    if (typeof name === 'string') return NAMED[name] ?? ''
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(String(hex), 16))
  })
}
