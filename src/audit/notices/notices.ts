import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import { Secret } from '../../lib/secret.ts'
import type { ChangeEvent } from '../audit-event.ts'
import { noticesChanged } from './notice-events.ts'
import type { Notice, NoticeKind } from './notice-kinds.ts'
import type { NoticeSender, TestOutcome } from './notice-sender.ts'
import { hostOf, type NoticeSettings } from './notice-settings.ts'
import type { NoticeDelivery, NoticeStore } from './notice-store.ts'

/** What an admin wants; the address was looked at where it was entered. */
export interface NoticeWish {
  readonly url: string
  readonly kinds: readonly NoticeKind[]
  readonly state: 'on' | 'off'
  /** A new secret in any case. */
  readonly rotateSecret?: boolean
}

interface SavedNotices {
  readonly settings: NoticeSettings
  /** A secret that was made by this; shown this once. */
  readonly newSecret: Secret | undefined
}

/** Notices for the doors. */
export interface Notices {
  settings(tenantId: string): Promise<NoticeSettings | undefined>
  /**
   * Settings that are saved for the first time get a secret. What equals the settings that are there
   * changes and records nothing.
   * @throws Refusal `gatehouse/busy`
   */
  save(
    tenantId: string,
    wish: NoticeWish,
    by: { readonly actor: string; readonly requestId: string },
  ): Promise<SavedNotices>
  /**
   * A new secret. The one before signs as well for a day, so that no notice is lost over it.
   * @throws Refusal `request/not-found` where there are no settings; `gatehouse/busy`
   */
  rotate(
    tenantId: string,
    by: { readonly actor: string; readonly requestId: string },
  ): Promise<SavedNotices>
  /** @throws Refusal `request/not-found` where there are no settings */
  test(tenantId: string): Promise<TestOutcome>
  /** Newest first. */
  deliveries(tenantId: string, limit: number): Promise<readonly NoticeDelivery[]>
  /** What there was to tell since then, whether it is sent anywhere or not; newest first. */
  newest(tenantId: string, since: number, limit: number): Promise<readonly Notice[]>
}

/** As a wish; new secrets leave the state as it is, whatever that is. */
type Wanted = Omit<NoticeWish, 'state'> & Pick<NoticeSettings, 'state'>

const SECRET_BYTES = 32
const OVERLAP_MS = 24 * 3_600_000
/** An event is written a moment after its time: what happens while it is switched on is told. */
const GRACE_MS = 60_000

export function createNotices(deps: {
  readonly store: NoticeStore
  readonly sender: Pick<NoticeSender, 'test'>
  readonly clock: Clock
  readonly ids: Ids
}): Notices {
  const { store, sender, clock, ids } = deps

  const newSecretText = () =>
    new Secret(`whsec_${ids.randomBytes(SECRET_BYTES).toString('base64')}`)

  async function change(
    tenantId: string,
    by: { readonly actor: string; readonly requestId: string },
    decide: (current: NoticeSettings | undefined) => Wanted,
  ): Promise<SavedNotices> {
    let newSecret: Secret | undefined
    const settings = await store.change(tenantId, (current) => {
      const wish = decide(current)
      newSecret = current === undefined || wish.rotateSecret === true ? newSecretText() : undefined
      const made = settingsOf(tenantId, wish, current, newSecret, by.actor, clock.now())
      if (made === current) return undefined
      const event = noticesChanged(tenantId, by, deps, factsOf(made, current, newSecret))
      return { settings: made, event }
    })
    if (settings === undefined) throw new Error('notice settings were saved and are not there')
    return { settings, newSecret }
  }

  const found = (settings: NoticeSettings | undefined): NoticeSettings => {
    if (settings !== undefined) return settings
    throw new Refusal('request/not-found', { detail: 'notices are not set up' })
  }

  return {
    settings: (tenantId) => store.settings(tenantId),
    save: (tenantId, wish, by) => change(tenantId, by, () => wish),
    rotate: (tenantId, by) =>
      change(tenantId, by, (current) => {
        const { url, kinds, state } = found(current)
        return { url: url.reveal(), kinds, state, rotateSecret: true }
      }),
    test: async (tenantId) => sender.test(found(await store.settings(tenantId))),
    deliveries: (tenantId, limit) => store.deliveries(tenantId, limit),
    newest: (tenantId, since, limit) => store.newest(tenantId, since, limit),
  }
}

function settingsOf(
  tenantId: string,
  wish: Wanted,
  current: NoticeSettings | undefined,
  newSecret: Secret | undefined,
  changedBy: string,
  now: number,
): NoticeSettings {
  const { url, kinds, state } = wish
  const made = { tenantId, url: new Secret(url), kinds, changedAt: now, changedBy }
  if (current === undefined) {
    if (newSecret === undefined) throw new Error('the first settings have no secret')
    return { ...made, state, secret: newSecret, previous: undefined, since: now }
  }
  const isSameChoice = kinds.join() === current.kinds.join() && state === current.state
  const isSame = isSameChoice && url === current.url.reveal()
  if (isSame && newSecret === undefined) return current
  const { secret, previous } = current
  return {
    ...made,
    state,
    secret: newSecret ?? secret,
    previous:
      newSecret !== undefined
        ? { secret, until: now + OVERLAP_MS }
        : previous !== undefined && previous.until > now
          ? previous
          : undefined,
    since: isSameChoice ? current.since : now - GRACE_MS,
  }
}

function factsOf(
  made: NoticeSettings,
  before: NoticeSettings | undefined,
  newSecret: Secret | undefined,
): ChangeEvent['facts'] {
  const secret = before === undefined ? 'made' : 'rotated'
  return {
    host: hostOf(made),
    state: made.state,
    kinds: made.kinds.join(', '),
    ...(newSecret === undefined ? {} : { secret }),
  }
}
