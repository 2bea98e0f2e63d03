/** An element with this text. */
export function textElement(name, text) {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

/** A button that does something. */
export function textButton(label, onClick) {
  const element = textElement('button', label)
  element.type = 'button'
  element.addEventListener('click', onClick)
  return element
}

/** Sets a size that was given as a number, a number of pixels or any CSS length. */
export function setSize(element, width, height) {
  const length = (value) => (/^\d+$/.test(String(value)) ? `${value}px` : String(value))
  if (width !== undefined) element.style.width = length(width)
  if (height !== undefined) element.style.height = length(height)
}
