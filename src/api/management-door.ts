import express, { type Request, type Response, type Router } from 'express'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import { route } from '../lib/route.ts'
import { catalogueOperations, type CatalogueOperationDeps } from './catalogue-operations.ts'
import { eventOperations, type EventOperationDeps } from './event-operations.ts'
import { explainOperations, type ExplainOperationDeps } from './explain-operations.ts'
import { readJsonInput } from './json-input.ts'
import { budgetOperations, type BudgetOperationDeps } from './budget-operations.ts'
import { dataCenterOperations, type DataCenterOperationDeps } from './data-center-operations.ts'
import { guardOperations, type GuardOperationDeps } from './guard-operations.ts'
import { linkOperations, type LinkOperationDeps } from './link-operations.ts'
import {
  createManagementCaller,
  type ManagementCaller,
  type ManagementCallerDeps,
} from './management-caller.ts'
import { noticeOperations, type NoticeOperationDeps } from './notice-operations.ts'
import { MANAGEMENT_ROOT, openApiOf } from './openapi.ts'
import type { ManagementAnswer, Operation } from './operation.ts'
import { policyOperations, type PolicyOperationDeps } from './policy-operations.ts'
import { providerOperations, type ProviderOperationDeps } from './provider-operations.ts'
import { readQuery } from './read-query.ts'
import { recordOperations, type RecordOperationDeps } from './record-operations.ts'
import { replayOperations, type ReplayOperationDeps } from './replay-operations.ts'
import { streamOperations, type StreamOperationDeps } from './stream-operations.ts'
import { sendStream } from './send-stream.ts'
import { tokenOperations, type TokenOperationDeps } from './token-operations.ts'
import { nameRequest, requestIdOf } from '../lib/request-name.ts'

/** Everything that the management API needs. */
export type ManagementDeps = ManagementCallerDeps &
  PolicyOperationDeps &
  ProviderOperationDeps &
  LinkOperationDeps &
  GuardOperationDeps &
  DataCenterOperationDeps &
  NoticeOperationDeps &
  StreamOperationDeps &
  BudgetOperationDeps &
  EventOperationDeps &
  RecordOperationDeps &
  CatalogueOperationDeps &
  ReplayOperationDeps &
  ExplainOperationDeps &
  TokenOperationDeps & { readonly ids: Ids }

// What needs no caller.
const OPEN = { method: 'get', path: '/openapi.json' } as const

/**
 * The management API, with absolute paths below `/api/v1`. Its failures become problem documents in
 * the app's last handler. No header lets a page of another origin read an answer: the credentials are
 * an admin's.
 */
export function createManagementDoor(deps: ManagementDeps): Router {
  const operations = [
    ...policyOperations(deps),
    ...providerOperations(deps),
    ...linkOperations(deps),
    ...guardOperations(deps),
    ...dataCenterOperations(deps),
    ...noticeOperations(deps),
    ...streamOperations(deps),
    ...budgetOperations(deps),
    ...tokenOperations(deps),
    ...eventOperations(deps),
    ...recordOperations(deps),
    ...explainOperations(deps),
    ...catalogueOperations(deps),
    ...replayOperations(deps),
  ]
  const document = openApiOf(operations)
  const callerOf = createManagementCaller(deps)

  const router = express.Router({ caseSensitive: true, strict: true })
  router.use(MANAGEMENT_ROOT, nameRequest(deps.ids))
  router.get(expressPath(OPEN.path), (_req, res) => {
    send(res, { status: 200, body: document })
  })
  for (const operation of operations) {
    const handle = (req: Request, res: Response) => serve(operation, callerOf, req, res)
    router[operation.method](expressPath(operation.path), route(handle))
  }
  for (const [path, methods] of methodsByPath([OPEN, ...operations])) {
    router.all(expressPath(path), (_req, res, next) => {
      res.set('allow', methods.join(', '))
      next(new Refusal('request/method-not-allowed'))
    })
  }
  router.use(MANAGEMENT_ROOT, (_req, _res, next) => {
    next(new Refusal('request/not-found', { detail: 'no such operation' }))
  })
  return router
}

async function serve(
  operation: Operation,
  callerOf: ManagementCaller,
  req: Request,
  res: Response,
): Promise<void> {
  const inQuery = readQuery(req.originalUrl, operation)
  let person = await callerOf(req)
  let input: object = {}
  if (operation.input !== undefined) {
    input = await readJsonInput(req, res)
    // A body may take its time, and the right may be gone when it is here.
    person = await callerOf(req)
  }
  const answer = await operation.handle({
    person,
    requestId: requestIdOf(res),
    inPath: req.params,
    inQuery,
    ifMatch: req.get('if-match'),
    input,
  })
  if (answer.stream === undefined) send(res, answer)
  else await sendStream(req, res, answer.stream)
}

// Not Express's own `json`: it would add an entity tag of its own making, and answer 304 to it.
function send(res: Response, { status, headers = {}, body }: ManagementAnswer): void {
  res.status(status).set({ ...headers, 'cache-control': 'no-store' })
  if (body === undefined) res.end()
  else res.set('content-type', 'application/json').end(JSON.stringify(body))
}

function expressPath(path: string): string {
  return MANAGEMENT_ROOT + path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function methodsByPath(operations: readonly Pick<Operation, 'method' | 'path'>[]) {
  const methods = new Map<string, string[]>()
  for (const { method, path } of operations) {
    // Express answers HEAD with what GET would say.
    const added = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]
    methods.set(path, [...(methods.get(path) ?? []), ...added])
  }
  return methods
}
