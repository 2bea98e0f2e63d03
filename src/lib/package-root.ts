import { existsSync } from 'node:fs'

/**
 * The folder of package.json, where `views/` and the descriptor lie as well. Looked for upwards, since a
 * build is one file in `dist/`, and the sources lie deeper than that.
 */
export const PACKAGE_ROOT = rootAbove(new URL('.', import.meta.url))

function rootAbove(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder
  const above = new URL('..', folder)
  if (above.href === folder.href) throw new Error('no package.json above this program')
  return rootAbove(above)
}
