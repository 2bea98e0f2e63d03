// Buttons that copy the text beside them.

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]')
  if (button) void copyFor(button)
})

async function copyFor(button) {
  const source = document.getElementById(button.dataset.copy)
  const copied = await copyText(source)
  const label = button.querySelector('[data-copy-label]')
  const words = label.dataset.words ?? label.textContent
  label.dataset.words = words
  label.textContent = copied ? label.dataset.copied : label.dataset.notCopied
  button.classList.toggle('is-copied', copied)
  window.setTimeout(() => {
    label.textContent = words
    button.classList.remove('is-copied')
  }, 3000)
}

// Inside a frame the clipboard's own interface needs the host's leave and complains without it;
// selecting and copying needs only the click.
async function copyText(source) {
  // A field has a selection of its own.
  if (source.select) source.select()
  else window.getSelection().selectAllChildren(source)
  if (document.execCommand('copy')) return true
  const writing = window.navigator.clipboard?.writeText(source.value ?? source.textContent)
  if (!writing) return false
  return writing.then(
    () => true,
    () => false,
  )
}
