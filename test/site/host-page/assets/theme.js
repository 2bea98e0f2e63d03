/* The light / dark button of every page; pages that frame an app pass the change on. */
const root = document.documentElement

document.getElementById('theme-switch').addEventListener('click', () => {
  root.dataset.colorMode = root.dataset.colorMode === 'dark' ? 'light' : 'dark'
  document.dispatchEvent(new window.Event('stand-in-theme'))
})
