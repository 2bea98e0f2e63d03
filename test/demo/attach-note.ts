import type { SiteWorld } from '../site/start-site.ts'

export interface Note {
  /** Key of an issue with the summary "A note". */
  readonly issue: string
  /** Id of the file attached to it. */
  readonly attachment: string
}

/** Alice writes an issue and attaches a file in the product itself; Gatehouse has no part in that. */
export async function attachNote({ site }: SiteWorld): Promise<Note> {
  const { alice } = site.people
  const authorization = `Basic ${Buffer.from(`${alice.email}:${alice.password}`).toString('base64')}`
  const created = await fetch(`${site.baseUrl}/rest/api/3/issue`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      fields: { project: { key: 'PROJ' }, issuetype: { name: 'Task' }, summary: 'A note' },
    }),
  })
  const { key } = (await created.json()) as { key: string }
  const form = new FormData()
  form.append('file', new Blob(['Hello from the media host']), 'note.txt')
  const attached = await fetch(`${site.baseUrl}/rest/api/3/issue/${key}/attachments`, {
    method: 'POST',
    headers: { authorization, 'x-atlassian-token': 'no-check' },
    body: form,
  })
  const [attachment] = (await attached.json()) as { id: string }[]
  return { issue: key, attachment: attachment?.id ?? '' }
}
