/** What the page asks its own site for, as the person who looks at it. */
export function createProduct(config) {
  const session = { 'x-stand-in-session': config.session }

  async function post(path, body) {
    const answer = await window.fetch(path, {
      method: 'POST',
      headers: { ...session, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`the host said ${answer.status}`)
    return answer.json()
  }

  /** `AP.request`: the product's REST API with the person's session; a full address is refused. */
  async function request({ url, type = 'GET', data, contentType, headers }) {
    if (typeof url !== 'string' || /^([a-z]+:|\/\/|\\)/i.test(url))
      throw new Error('url not allowed')
    const path = `${config.contextPath}${url.startsWith('/') ? url : `/${url}`}`
    const answer = await window.fetch(path, {
      method: type.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...headers,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...session,
      },
      ...(data === undefined
        ? {}
        : { body: typeof data === 'string' ? data : JSON.stringify(data) }),
    })
    const body = await answer.text()
    const { status, statusText } = answer
    const shown = Object.fromEntries(answer.headers)
    return { body, xhr: { status, statusText, responseText: body, headers: shown } }
  }

  return {
    request,
    contextToken: async () => (await post('/stand-in/bridge/token', {})).token,
    frameOf: (moduleKey) => post('/stand-in/bridge/frame', { moduleKey }),
  }
}
