/** Path segments, decoded, or undefined where the product's edge calls the address improperly formed. */
export function readSegments(path: string): readonly string[] | undefined {
  if (!path.startsWith('/') || /[\\;\0]|\/\//.test(path)) return undefined
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent)
    const improper = segments.some(
      (segment) => segment === '.' || segment === '..' || /[/\\\0]/.test(segment),
    )
    return improper ? undefined : segments
  } catch {
    return undefined
  }
}
