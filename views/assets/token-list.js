// What the lists of tokens do by themselves: asking back, filtering, naming owners.

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-close]')) closeConfirm(event.target)
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeConfirm(event.target)
})

function closeConfirm(inside) {
  const confirm = inside.closest?.('details.confirm[open]')
  if (!confirm) return
  confirm.open = false
  confirm.querySelector('summary').focus()
}

function applyFilter() {
  const form = document.querySelector('[data-filter]')
  if (!form) return
  const text = form.querySelector('[data-filter-text]').value.trim().toLowerCase()
  const state = form.querySelector('[data-filter-state]').value
  const rows = [...document.querySelectorAll('[data-token-row]')]
  form.hidden = rows.length === 0
  for (const row of rows) {
    const { search, state: rowState } = row.dataset
    row.hidden = !search.includes(text) || (state !== '' && state !== rowState)
  }
  const empty = document.querySelector('[data-filter-empty]')
  if (empty) empty.hidden = rows.some((row) => !row.hidden)
}

// Gatehouse knows account ids only and keeps no names. The product tells them to whoever looks at the
// page, with that person's own rights; whom it does not name stays an id.
const OWNERS_MAX = 50
const names = new Map()

async function nameOwners() {
  const table = document.querySelector('[data-person-path]')
  if (!table || !window.AP?.request) return
  for (const code of table.querySelectorAll('[data-account]')) {
    const { account } = code.dataset
    if (!names.has(account) && names.size < OWNERS_MAX) {
      names.set(account, await askName(table.dataset.personPath, account))
    }
    showName(code, names.get(account))
  }
  applyFilter()
}

async function askName(path, account) {
  try {
    const { body } = await window.AP.request(path + encodeURIComponent(account))
    return JSON.parse(body).displayName
  } catch {
    return undefined
  }
}

function showName(code, name) {
  if (!name || code.dataset.named) return
  code.dataset.named = 'true'
  const text = document.createElement('span')
  text.textContent = name
  code.before(text)
  code.closest('tr').dataset.search += ` ${name.toLowerCase()}`
}

function refresh() {
  applyFilter()
  void nameOwners()
}

const filter = document.querySelector('[data-filter]')
filter?.addEventListener('input', applyFilter)
filter?.addEventListener('submit', (event) => event.preventDefault())
document.addEventListener('htmx:after:swap', refresh)
refresh()
