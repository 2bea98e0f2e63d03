import { REFUSALS, type RefusalCode } from '../lib/refusal-codes.ts'
import { CATALOGUE_FORMS } from './catalogue-forms.ts'
import { EVENT_FORMS } from './event-forms.ts'
import { EXPLAIN_FORMS } from './explain-forms.ts'
import { named, TEXT } from './forms.ts'
import { INSPECTION_FORMS } from './inspection-forms.ts'
import type { JsonSchema, Operation } from './operation.ts'
import { POLICY_FORMS } from './policy-forms.ts'
import { PROVIDER_FORMS } from './provider-forms.ts'
import { REQUEST_ID_HEADER } from '../lib/request-name.ts'
import { REPLAY_FORMS } from './replay-forms.ts'
import { STREAM_FORMS } from './stream-forms.ts'
import { TOKEN_FORMS } from './token-forms.ts'

export const MANAGEMENT_ROOT = '/api/v1'

/** What every operation may refuse. */
const ALWAYS: readonly RefusalCode[] = [
  'request/malformed',
  'request/ambiguous-credential',
  'request/credential-in-query',
  'request/not-found',
  'request/invalid-input',
  'credential/missing',
  'credential/invalid',
  'credential/expired',
  'credential/revoked',
  'credential/owner-not-admin',
  'credential/owner-not-allowed',
  'credential/idle',
  'person/not-admin',
  'site/inactive',
  'policy/unavailable',
  'groups/unavailable',
  'upstream/app-refused',
  'upstream/unreachable',
  'upstream/broken-answer',
  'upstream/timeout',
  'upstream/busy',
  'gatehouse/internal',
]
const WITH_BODY: readonly RefusalCode[] = ['request/too-large', 'request/wrong-content-type']

/** The OpenAPI 3.1 document of these operations. */
export function openApiOf(operations: readonly Operation[]): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {
    '/openapi.json': { get: OF_ITSELF },
  }
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: told(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse management API',
      version: '1',
      description: 'Everything belongs to the tenant of the credential.',
    },
    servers: [{ url: MANAGEMENT_ROOT }],
    security: [{ contextToken: [] }, { apiToken: [] }],
    paths,
    components: {
      schemas: {
        ...POLICY_FORMS,
        ...PROVIDER_FORMS,
        ...INSPECTION_FORMS,
        ...STREAM_FORMS,
        ...TOKEN_FORMS,
        ...REPLAY_FORMS,
        ...EVENT_FORMS,
        ...EXPLAIN_FORMS,
        ...CATALOGUE_FORMS,
      },
      securitySchemes: {
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token with the access `manage`, whose owner is an administrator.',
        },
        contextToken: {
          type: 'http',
          scheme: 'JWT',
          description: 'A context token (`AP.context.getToken()`) of an administrator.',
        },
      },
    },
  }
}

const OF_ITSELF = {
  operationId: 'readOpenApi',
  summary: 'This document; needs no credential.',
  security: [],
  responses: { '200': { description: 'This document.', ...asJson({ type: 'object' }) } },
}

function told(operation: Operation): JsonSchema {
  const { input, answer } = operation
  const body = input === undefined ? {} : { requestBody: { required: true, ...asJson(input) } }
  const etag = { ETag: { description: 'The version, in quotes.', schema: TEXT } }
  return {
    operationId: operation.name,
    summary: operation.says,
    parameters: parametersOf(operation),
    ...body,
    responses: {
      [answer.status]: {
        description: answer.says,
        headers: {
          [REQUEST_ID_HEADER]: { description: 'Name of the request.', schema: TEXT },
          ...(answer.versioned === true ? etag : {}),
        },
        ...(answer.form === undefined ? {} : asJson(answer.form)),
        ...(answer.content === undefined ? {} : { content: asTypes(answer.content) }),
      },
      ...refusalsOf(operation),
    },
  }
}

function parametersOf({ inPath = [], inQuery = [], conditional }: Operation): JsonSchema[] {
  const inPlace = (place: string, required: boolean) => (each: { name: string; says: string }) => ({
    name: each.name,
    in: place,
    required,
    description: each.says,
    schema: TEXT,
  })
  const ifMatch = { name: 'If-Match', says: 'The `ETag` of the version that is to be changed.' }
  return [
    ...inPath.map(inPlace('path', true)),
    ...inQuery.map(inPlace('query', false)),
    ...(conditional === true ? [inPlace('header', true)(ifMatch)] : []),
  ]
}

// One answer for each status, with the codes that it can have.
function refusalsOf({ input, refuses }: Operation): JsonSchema {
  const codes = new Set([...ALWAYS, ...(input === undefined ? [] : WITH_BODY), ...refuses])
  const byStatus = new Map<number, string[]>()
  for (const code of codes) {
    const { status, title } = REFUSALS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`])
  }
  const content = { 'application/problem+json': { schema: named('Problem') } }
  return Object.fromEntries(
    [...byStatus].map(([status, says]) => [status, { description: says.join('\n\n'), content }]),
  )
}

function asTypes(content: NonNullable<Operation['answer']['content']>) {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]))
}

function asJson(schema: JsonSchema) {
  return { content: { 'application/json': { schema } } }
}
