// The page around Gatehouse's own pages of a Data Center site. The token that somebody signs in with stays in
// this variable: no cookie, no storage, no address and no element ever holds it, and it is gone with the page.

const ROOT = '/data-center'
let managing

class Refused extends Error {}

document.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-sign-in]')
  if (!form) return
  event.preventDefault()
  void signIn(form)
})

async function signIn(form) {
  const button = form.querySelector('button')
  const typed = form.querySelector('[name=token]').value.trim()
  button.disabled = true
  try {
    const body = new window.URLSearchParams({ token: typed })
    const answer = await window.fetch(`${ROOT}/open`, { method: 'POST', body })
    const html = await answer.text()
    // Before the page is shown, which asks at once.
    managing = answer.ok ? typed : undefined
    show(html)
  } catch {
    managing = undefined
    tell('unreachable')
  } finally {
    button.disabled = false
  }
}

function show(html) {
  const answered = new window.DOMParser().parseFromString(html, 'text/html')
  const host = answered.getElementById('host')
  if (!host) throw new Error('this is no page of Gatehouse')
  document.title = answered.title
  document.getElementById('host').replaceWith(host)
  host.querySelector('[data-focus]')?.focus()
}

async function ask(path, fields = {}) {
  const answer = await window.fetch(`${ROOT}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${managing}` },
    body: new window.URLSearchParams(fields),
  })
  if (answer.ok) return answer.json()
  if (answer.status === 401 || answer.status === 403) throw new Refused('the token is not taken')
  throw new Error(`answered ${answer.status}`)
}

const frame = () => document.querySelector('[data-host-frame]')
const notice = () => document.querySelector('[data-host-notice]')

function tell(templateId) {
  const template = document.getElementById(templateId)
  notice()?.replaceChildren(template.content.cloneNode(true))
}

function tellFailure(error) {
  tell(error instanceof Refused ? 'token-ended' : 'unreachable')
}

// Only the page in our own frame is answered, and only while it is a page of ours.
window.addEventListener('message', ({ origin, source, data, ports }) => {
  if (origin !== window.location.origin || source !== frame()?.contentWindow) return
  const [port] = ports
  if (data?.gatehouse === 'context-token' && port) void giveToken(port)
})

async function giveToken(port) {
  try {
    const { token } = await ask('/context-token')
    port.postMessage({ token })
  } catch (error) {
    port.postMessage({})
    tellFailure(error)
  }
}

document.addEventListener('click', (event) => {
  const tab = event.target.closest('[data-page]')
  if (tab) void open(tab)
  if (event.target.closest('[data-sign-out]')) signOut()
})

async function open(tab) {
  notice()?.replaceChildren()
  try {
    const { address } = await ask('/page', { page: tab.dataset.page })
    for (const each of document.querySelectorAll('[data-page]')) {
      if (each === tab) each.setAttribute('aria-current', 'page')
      else each.removeAttribute('aria-current')
    }
    frame().title = tab.textContent
    // Replaced, so that no address with a token is left in the history.
    frame().contentWindow.location.replace(address)
  } catch (error) {
    tellFailure(error)
  }
}

function signOut() {
  managing = undefined
  window.location.replace(`${ROOT}/`)
}
