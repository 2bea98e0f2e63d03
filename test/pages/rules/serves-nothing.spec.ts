import { expect } from 'chai'
import { DEFAULT_ACCESS } from '../../../src/policy/group.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../../src/policy/switches.ts'
import { aBypass, aRule, readerText, startAccess, type AccessWorld } from './access-world.ts'
import { aGroup } from './groups-world.ts'

const DAY_MS = 86_400_000
const REFUSED =
  /Every call is refused|every call is refused\.|Nothing can be called|so calls are refused/

const NO_CREDENTIAL: Switches = {
  ...DEFAULT_SWITCHES,
  apiTokens: false,
  providerTokens: false,
  contextTokens: false,
}
const FULL_ACCESS = {
  groups: [aGroup()],
  access: { ...DEFAULT_ACCESS, fullAccess: ['engineers'] },
} satisfies Partial<PolicyDocument>

describe('that every call is refused', () => {
  let world: AccessWorld
  beforeEach(async () => {
    world = await startAccess()
  })
  afterEach(() => world.stop())

  const live = () => aBypass(world.clock.now() + DAY_MS)
  /** What the page says at the top of the panel, of the overview and of the switches. */
  const pages = async () => {
    const list = readerText((await world.post('')).html)
    const admin = readerText((await world.page('/admin', 'ada')).html)
    const { html } = await world.act('/rules/switches', 'ada', {})
    return {
      list: list.slice(list.indexOf('What can be called')),
      overview: admin.slice(admin.indexOf('Calls past the rules')),
      // What a switch does in its other position is another matter.
      switches: [...html.matchAll(/message-warning">(.*)/g)].map(([, says]) => says).join(' '),
    }
  }

  const serving: readonly (readonly [string, () => Partial<PolicyDocument>])[] = [
    ['a rule allows', () => ({ resources: [aRule()] })],
    ['a group has full access', () => FULL_ACCESS],
    [
      'a group has full access and a rule denies',
      () => ({ ...FULL_ACCESS, resources: [aRule({ effect: 'deny' })] }),
    ],
    ['a bypass is in force', () => ({ bypasses: [live()] })],
    [
      'a bypass is in force beside rules in shadow',
      () => ({ bypasses: [live()], resources: [aRule({ state: 'shadow' })] }),
    ],
    [
      'a bypass is in force and no credential is taken',
      () => ({ bypasses: [live()], switches: NO_CREDENTIAL, resources: [aRule()] }),
    ],
    [
      'no credential is taken and a rule is public',
      () => ({
        switches: { ...NO_CREDENTIAL, anonymousCalls: true },
        resources: [aRule({ anonymous: true })],
      }),
    ],
  ]
  for (const [title, given] of serving) {
    it(`is said nowhere while ${title}`, async () => {
      await world.has(given())
      for (const [page, text] of Object.entries(await pages())) {
        expect(text, page).not.to.match(REFUSED)
      }
    })
  }

  const closed: readonly (readonly [string, () => Partial<PolicyDocument>])[] = [
    ['there is no rule', () => ({})],
    ['no rule that allows is on', () => ({ resources: [aRule({ state: 'off' })] })],
    ['the only bypass has ended', () => ({ bypasses: [aBypass(world.clock.now())] })],
    ['the only bypass is off', () => ({ bypasses: [{ ...live(), enabled: false }] })],
  ]
  for (const [title, given] of closed) {
    it(`is said of the rules and in the overview while ${title}`, async () => {
      await world.has(given())
      const { list, overview } = await pages()
      expect(list).to.match(REFUSED)
      expect(overview).to.include('Nothing can be called yet')
    })
  }

  it('is said with its reason while no credential is taken and nothing is public', async () => {
    for (const [anonymousCalls, anonymous] of [
      [true, false],
      [false, true],
    ] as const) {
      const resources = [aRule(anonymous ? { anonymous } : {})]
      await world.has({ switches: { ...NO_CREDENTIAL, anonymousCalls }, resources })
      const { list, overview, switches } = await pages()
      expect(list).to.include('Each kind of credential is switched off, so every call is refused.')
      expect(overview).to.include('No credential is taken')
      expect(switches).to.include('Each kind of credential is switched off')
    }
  })

  it('is said with its reason while the gateway is switched off, whatever else would serve', async () => {
    const switches = { ...DEFAULT_SWITCHES, gateway: false }
    await world.has({ switches, resources: [aRule()], bypasses: [live()] })
    const texts = await pages()
    for (const [page, text] of Object.entries(texts)) {
      expect(text, page).to.include('The gateway is switched off').and.to.match(REFUSED)
    }
    expect(texts.overview).not.to.include('Nothing can be called yet')
  })

  it('is not what a list without rules says while something goes past them', async () => {
    await world.has(FULL_ACCESS)
    expect((await pages()).list)
      .to.include('No access rule yet')
      .and.to.include('only full access and bypasses')
  })
})
