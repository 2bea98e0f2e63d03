import { fileURLToPath } from 'node:url'
import { create } from 'express-handlebars'
import Handlebars from 'handlebars'
import { PACKAGE_ROOT } from '../lib/package-root.ts'

/** Turns a view model into HTML. Every value is escaped; the templates hold no raw output. */
export interface Views {
  /** @param name of a template below `views/`, without its ending */
  render(name: string, model: object): Promise<string>
}

/**
 * The template engine over `views/`.
 * Templates are compiled strictly: a name that the model lacks is an error, not an empty string.
 */
export function createViews(): Views {
  const folder = fileURLToPath(new URL('views', PACKAGE_ROOT))
  const engine = create({
    // The version that package.json pins, and an instance that nobody else can add helpers to.
    handlebars: Handlebars.create(),
    extname: '.hbs',
    partialsDir: `${folder}/partials`,
    defaultLayout: false,
    compilerOptions: { strict: true },
  })
  return {
    render: (name, model) => engine.render(`${folder}/${name}.hbs`, { ...model }, { cache: true }),
  }
}
