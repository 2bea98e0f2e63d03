import type { Preset } from '../../identity/providers/presets.ts'
import { fieldFor } from './fault-fields.ts'
import type { ProviderForm } from './provider-form.ts'
import { newForm } from './provider-presets.ts'

/** What a preset cannot know, by the names of the fields that it belongs to. */
export function todosOf(preset: Preset | undefined, form: ProviderForm): Map<string, string> {
  const todos = new Map<string, string>()
  for (const { in: path, says } of preset?.placeholders ?? []) {
    for (const name of namesFor(path, preset, form)) {
      const before = todos.get(name)
      todos.set(name, before === undefined ? says : `${before} ${says}`)
    }
  }
  return todos
}

// Rules and conditions move, come and go: what is to be said about a value goes with its claim.
function namesFor(path: string, preset: Preset | undefined, form: ProviderForm): string[] {
  const begun = newForm(preset?.draft)
  const [, rule, row] = /^rules\.(\d+)\.when\.(\d+)\.value$/.exec(fieldFor(path, begun) ?? '') ?? []
  const claim = begun.rules[Number(rule)]?.rows[Number(row)]?.claim
  if (claim === undefined) return [fieldFor(path, form) ?? []].flat()
  return form.rules.flatMap(({ rows, json }, at) => {
    if (json?.includes(JSON.stringify(claim)) === true) return `rules.${String(at)}.json`
    return rows.flatMap((each, index) =>
      each.claim === claim ? `rules.${String(at)}.when.${String(index)}.value` : [],
    )
  })
}
