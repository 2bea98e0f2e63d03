// Saves the text of a field as a file, and reads a file into a field, both without sending anything.

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-save]')
  if (button) save(document.getElementById(button.dataset.save).value, button.dataset.fileName)
})

document.addEventListener('change', (event) => {
  const chooser = event.target.closest('[data-read-into]')
  if (chooser) void read(chooser)
})

function save(text, fileName) {
  const address = window.URL.createObjectURL(new window.Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // Some browsers begin to read only after the click has been dealt with.
  window.setTimeout(() => window.URL.revokeObjectURL(address), 10_000)
}

async function read(chooser) {
  const [file] = chooser.files
  if (file) document.getElementById(chooser.dataset.readInto).value = await file.text()
}
