// Tells the newest of what has to be seen to by a flag of the product's own, once in a browser's session.

const KEY = 'gatehouse-told-notice'

// A browser may keep storage from a page in a frame; then it is told once while the page is open.
let lastTold
function wasTold(id) {
  try {
    const before = window.sessionStorage.getItem(KEY)
    window.sessionStorage.setItem(KEY, id)
    return before === id
  } catch {
    return lastTold === id
  } finally {
    lastTold = id
  }
}

function tellByFlag() {
  const newest = document.querySelector('[data-flag]')
  if (!newest || wasTold(newest.dataset.flag)) return
  window.AP?.flag?.create({
    title: newest.dataset.flagTitle,
    body: newest.querySelector('[data-flag-body]').textContent,
    type: 'warning',
    close: 'auto',
  })
}

tellByFlag()
document.addEventListener('htmx:after:swap', tellByFlag)
