import type { Provider } from '../../../src/identity/providers/provider.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PageAnswer, type PagesWorld } from '../pages-world.ts'

/** The page of identity providers, with `ada` and `adam` as its admins. */
export interface ProvidersWorld extends PagesWorld {
  /** Takes the right from all admins. */
  dismiss(): void
  /** Providers as they are stored from now on, made without the page. */
  trust(...providers: readonly Provider[]): Promise<void>
  trusted(): Promise<readonly Provider[]>
  /** @param action below `/providers` */
  post(action: string, form?: Readonly<Record<string, string>>, as?: string): Promise<PageAnswer>
  /** The form of a new provider, filled in as far as it has to be. */
  aNewForm(given?: Readonly<Record<string, string>>): Promise<Record<string, string>>
}

export const BY = { actor: 'ada', requestId: 'made-by-the-test' }

export async function startProviders(
  options: Parameters<typeof startPages>[0] = {},
): Promise<ProvidersWorld> {
  const admins = ['ada', 'adam']
  const world = await startPages({ admins, ...options })
  const post: ProvidersWorld['post'] = (action, form = {}, as = 'ada') =>
    world.act(`/providers/${action}`, as, form)
  return {
    ...world,
    post,
    dismiss() {
      admins.length = 0
    },
    async trust(...providers) {
      const { id } = world.tenant
      await world.policies.change(id, BY, ({ document }) => ({ ...document, providers }))
    },
    trusted: async () => (await world.policies.read(world.tenant.id)).document.providers,
    aNewForm: async (given = {}) => ({
      ...formIn((await post('form')).html),
      name: 'Acme login',
      issuer: 'https://login.acme.example',
      audiences: 'gatehouse',
      'rules.0.name': 'main',
      'rules.0.when.0.claim': 'ref',
      'rules.0.when.0.value': 'refs/heads/main',
      ...given,
    }),
  }
}
