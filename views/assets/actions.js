// Puts a fresh token of the product on every action, and tells people what came of it. The words are in
// the templates.

const TOKEN_TIMEOUT_MS = 10_000

class NoProductToken extends Error {}

// A context token is asked for anew for each action: it lives for minutes, and the product refuses to
// give one to a page whose reader has signed out meanwhile.
function contextToken() {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new NoProductToken('the product gave no context token'))
    if (!window.AP?.context) {
      fail()
      return
    }
    const timer = window.setTimeout(fail, TOKEN_TIMEOUT_MS)
    const answer = window.AP.context.getToken((token) => {
      window.clearTimeout(timer)
      resolve(token)
    })
    // Newer hosts promise an answer as well, which is the only way to hear of a refusal early.
    answer?.catch?.(fail)
  })
}

async function fetchAsPerson(address, request) {
  const token = await contextToken()
  return window.fetch(address, {
    ...request,
    headers: { ...request.headers, Authorization: `JWT ${token}` },
  })
}

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  // This header would carry the page's address, and with it the token that the product put there.
  delete ctx.request.headers['HX-Current-URL']
  ctx.fetch = fetchAsPerson
})

const notice = () => document.getElementById('notice')

function tell(templateId) {
  const template = document.getElementById(templateId)
  if (template && notice()) notice().replaceChildren(template.content.cloneNode(true))
  notice()?.scrollIntoView({ block: 'nearest' })
}

document.addEventListener('htmx:before:request', () => notice()?.replaceChildren())

// An answer that failed and names no place to show it is not ours: a proxy's page, for instance.
document.addEventListener('htmx:after:request', (event) => {
  const { response, hx } = event.detail.ctx
  if (response.status < 400 || response.status === 422 || hx.retarget) return
  event.preventDefault()
  tell('unreachable')
})

document.addEventListener('htmx:error', ({ detail: { error } }) => {
  tell(error instanceof NoProductToken ? 'no-product-token' : 'unreachable')
})

// A file that is made while it is sent. What broke off is no file: the browser then refuses to give it out.
async function download(button) {
  const label = button.querySelector('[data-download-label]')
  const words = label.textContent
  button.disabled = true
  label.textContent = label.dataset.downloading
  try {
    const answer = await fetchAsPerson(button.dataset.download, {})
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    save(await answer.blob(), button.dataset.fileName)
  } catch (error) {
    tell(error instanceof NoProductToken ? 'no-product-token' : 'not-exported')
  } finally {
    button.disabled = false
    label.textContent = words
  }
}

function save(blob, fileName) {
  const address = window.URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // Some browsers begin to read only after the click has been dealt with.
  window.setTimeout(() => window.URL.revokeObjectURL(address), 10_000)
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-download]')
  if (button) void download(button)
})

// Where to go on reading: the first wrong field, the new token, or the list that changed.
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  notice()?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' })
  const target = ctx.target?.id && document.getElementById(ctx.target.id)
  if (!target) return
  const mark = target.querySelector('[data-focus]')
  if (mark) mark.focus()
  else if (!target.contains(document.activeElement))
    target.querySelector('[tabindex="-1"]')?.focus()
})

window.AP?.theming?.initializeTheming?.()
