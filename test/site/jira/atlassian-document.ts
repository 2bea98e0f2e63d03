/** Atlassian's document tree, as far as text goes in and out of it. */
function isDocument(value: unknown): value is { content?: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'doc'
}

function documentOf(text: string): unknown {
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] }
  return { type: 'doc', version: 1, content: text === '' ? [] : [paragraph] }
}

function textOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  if ('text' in node && typeof node.text === 'string') return node.text
  if (!('content' in node) || !Array.isArray(node.content)) return ''
  return node.content.map(textOf).join('')
}

/** Rich text in the form of the API version: version 3 speaks documents, version 2 plain text. */
export function richText(value: unknown, version: string): unknown {
  if (value === undefined || value === null) return null
  if (version === '3') return typeof value === 'string' ? documentOf(value) : value
  return typeof value === 'string' ? value : textOf(value)
}

/** Whether the value is rich text of the API version; the products refuse the other one's form. */
export function isRichText(value: unknown, version: string): boolean {
  return version === '3' ? isDocument(value) : typeof value === 'string'
}
