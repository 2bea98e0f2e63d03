import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/** Where a line and a column of a program, both counted from 0, were written; undefined for what is not in its map. */
export type InSources = (
  url: string,
  line: number,
  column: number,
) => { readonly file: string; readonly line: number } | undefined

/** @param program a file that was built with a source map beside it */
export function inSourcesOf(program: string): InSources {
  // As esbuild writes it, in the form that the standard describes.
  const map = JSON.parse(readFileSync(`${program}.map`, 'utf8')) as ConstructorParameters<
    typeof SourceMap
  >[0]
  const sources = new SourceMap(map)
  return (url, line, column) => {
    if (!url.endsWith(`/${program}`)) return undefined
    const found = sources.findEntry(line, column)
    if (!('originalSource' in found)) return undefined
    return { file: found.originalSource.replace(/^(\.\.\/)+/, ''), line: found.originalLine }
  }
}
