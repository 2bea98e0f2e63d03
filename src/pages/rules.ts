import type { Request, Response } from 'express'
import { z } from 'zod'
import { Refusal } from '../lib/refusal.ts'
import type { Switches } from '../policy/switches.ts'
import { adminOf } from './admin-of.ts'
import { changeSwitches } from './change-switches.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import {
  presentLongestLife,
  presentSwitch,
  type LongestLifeModel,
  type SwitchModel,
} from './present-rules.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'
import { LIFETIME_CHOICES } from './token-form.ts'

/** What admins decide about tokens: a part of their page, with one action for each rule. */
export interface Rules {
  present(tenantId: string): Promise<RulesModel>
  readonly setCreating: PageHandler
  readonly setLongestLife: PageHandler
}

interface RulesModel {
  readonly createSwitch: SwitchModel
  readonly longestLife: LongestLifeModel
}

const creatingForm = z.object({ usersMayCreateTokens: z.enum(['on', 'off']) })
const longestLifeForm = z.object({ tokenDaysMax: z.enum(LIFETIME_CHOICES.map(String)) })

const SWITCHED_ON = 'Users may create tokens again.'
const SWITCHED_OFF = 'From now on only administrators may create tokens.'

/** @param actions path that the name of a rule's action is added to */
export function createRules(deps: PagesDeps, { views }: PageTools, actions: string): Rules {
  const { policies } = deps
  const productName = wordsOf(deps.product).name

  const model = (current: Switches): RulesModel => ({
    createSwitch: presentSwitch(current, `${actions}/switches`, productName),
    longestLife: presentLongestLife(current, `${actions}/longest-life`),
  })

  async function setCreating(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = parsed(creatingForm, req)
    const usersMayCreateTokens = form.usersMayCreateTokens === 'on'
    const { switches } = await changeSwitches(
      deps,
      admin,
      { usersMayCreateTokens },
      requestIdOf(res),
    )
    const notice = usersMayCreateTokens ? SWITCHED_ON : SWITCHED_OFF
    sendHtml(res, await views.render('fragments/switch-changed', { ...model(switches), notice }))
  }

  async function setLongestLife(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const tokenDaysMax = Number(parsed(longestLifeForm, req).tokenDaysMax)
    const { switches } = await changeSwitches(deps, admin, { tokenDaysMax }, requestIdOf(res))
    const notice = `From now on a new token lives for at most ${tokenDaysMax} days. Tokens that exist keep their end.`
    sendHtml(
      res,
      await views.render('fragments/longest-life-changed', { ...model(switches), notice }),
    )
  }

  return {
    present: async (tenantId) => model((await policies.read(tenantId)).document.switches),
    setCreating,
    setLongestLife,
  }
}

function parsed<T>(form: z.ZodType<T>, req: Request): T {
  const reading = form.safeParse(req.body)
  if (!reading.success) throw new Refusal('request/invalid-input', { cause: reading.error })
  return reading.data
}
