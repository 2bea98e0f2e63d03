/**
 * Whether a text fits a pattern as a whole: `*` is any run of characters but `/`, `**` any run at all,
 * everything else itself. Written out rather than turned into a regular expression: patterns come from
 * admins and texts from callers, and this takes at most pattern × text steps whatever they are.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  // reachable[i] is 1 when the pieces so far can end just before text[i].
  let reachable = new Uint8Array(text.length + 1)
  reachable[0] = 1
  for (const piece of piecesOf(pattern)) {
    reachable = /^\*+$/.test(piece)
      ? runsFrom(reachable, text, piece.length > 1)
      : followedBy(piece, reachable, text)
  }
  return reachable[text.length] === 1
}

function piecesOf(pattern: string): string[] {
  return pattern.split(/(\*+)/).filter((piece) => piece !== '')
}

function runsFrom(
  reachable: Uint8Array<ArrayBuffer>,
  text: string,
  crossesSlash: boolean,
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reachable.length)
  let isRunning = false
  for (let at = 0; at < next.length; at += 1) {
    // A run that comes here may stay; a slash before here ends it, and another may begin here.
    if (!crossesSlash && at > 0 && text[at - 1] === '/') isRunning = false
    isRunning ||= reachable[at] === 1
    if (isRunning) next[at] = 1
  }
  return next
}

function followedBy(
  literal: string,
  reachable: Uint8Array<ArrayBuffer>,
  text: string,
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reachable.length)
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    if (reachable[at] === 1) next[at + literal.length] = 1
  }
  return next
}
