// What the lists of tokens and links do by themselves: asking back, filtering, naming people.

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

function applyFilters() {
  for (const form of document.querySelectorAll('[data-filter]')) applyFilter(form)
}

// Names the list that it is about; the list itself is replaced by each action.
function applyFilter(form) {
  const list = document.getElementById(form.dataset.filter)
  const text = form.querySelector('[data-filter-text]').value.trim().toLowerCase()
  const state = form.querySelector('[data-filter-state]')?.value ?? ''
  const rows = [...list.querySelectorAll('[data-search]')]
  form.hidden = rows.length === 0
  for (const row of rows) {
    const { search, state: rowState } = row.dataset
    row.hidden = !search.includes(text) || (state !== '' && state !== rowState)
  }
  const empty = list.querySelector('[data-filter-empty]')
  if (empty) empty.hidden = rows.some((row) => !row.hidden)
}

// Gatehouse knows account ids only and keeps no names. The product tells them to whoever looks at the
// page, with that person's own rights; whom it does not name stays an id.
const NAMES_MAX = 50
const names = new Map()

async function namePeople() {
  if (!window.AP?.request) return
  for (const table of document.querySelectorAll('[data-person-path]')) await nameIn(table)
  applyFilters()
}

async function nameIn(table) {
  for (const code of table.querySelectorAll('[data-account]')) {
    const { account } = code.dataset
    if (!names.has(account) && names.size < NAMES_MAX) {
      names.set(account, await askName(table.dataset.personPath, account))
    }
    showName(code, names.get(account))
  }
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
  code.before(text, ' ')
  const row = code.closest('[data-search]')
  if (row) row.dataset.search += ` ${name.toLowerCase()}`
}

function refresh() {
  applyFilters()
  void namePeople()
}

// A filter can come with a part of a page that was opened later, so the document listens for all.
document.addEventListener('input', (event) => {
  const filter = event.target.closest('[data-filter]')
  if (filter) applyFilter(filter)
})
document.addEventListener('submit', (event) => {
  if (event.target.closest('[data-filter]')) event.preventDefault()
})
document.addEventListener('htmx:after:swap', refresh)
refresh()
