import { html, json } from '../http/reply.ts'
import type { HeaderValues, Reply } from '../http/reply.ts'
import type { Product } from './scopes.ts'

/** How one product words its refusals. */
export interface ProductFace {
  readonly product: Product
  readonly contextPath: '' | '/wiki'
  /** A problem of the request itself, in the product's envelope. */
  problem(status: number, message: string, instance: string, headers?: HeaderValues): Reply
  /** A problem inside an operation. */
  failure(status: number, message: string, errors?: Readonly<Record<string, string>>): Reply
  /** A credential that is no good, or none where one is needed. */
  unauthenticated(origin: string): Reply
  /** A Bearer value that is not even a token. */
  unreadableBearer(origin: string): Reply
  unreadableBasic(origin: string): Reply
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
}

const loginNeeded = 'Client must be authenticated to access this resource.'

function realm(origin: string): HeaderValues {
  return { 'www-authenticate': `OAuth realm="${encodeURIComponent(origin)}"` }
}

export const jiraFace: ProductFace = {
  product: 'jira',
  contextPath: '',
  problem: (status, detail, instance, headers = {}) =>
    json(
      status,
      { type: 'about:blank', title: titles[status] ?? 'Error', status, detail, instance },
      { 'content-type': 'application/problem+json;charset=UTF-8', ...headers },
    ),
  failure: (status, message, errors) =>
    json(status, { errorMessages: message === '' ? [] : [message], errors: errors ?? {} }),
  unauthenticated: (origin) => html(401, loginNeeded, realm(origin)),
  unreadableBearer: () =>
    json(
      403,
      { error: 'Failed to parse Connect Session Auth Token' },
      { 'content-type': 'application/json' },
    ),
  unreadableBasic: (origin) => html(401, loginNeeded, realm(origin)),
}

const bare = { 'content-type': 'application/json' }

const cannotAccess =
  'com.atlassian.confluence.mvc.rest.common.exception.StacklessResponseStatusException: 403 FORBIDDEN "Request rejected because caller cannot access Confluence"'

export const confluenceFace: ProductFace = {
  product: 'confluence',
  contextPath: '/wiki',
  problem: (statusCode, message, _instance, headers = {}) =>
    json(statusCode, { statusCode, message }, { ...bare, ...headers }),
  failure: (statusCode, message, data) =>
    json(statusCode, { statusCode, message, ...(data === undefined ? {} : { data }) }, bare),
  unauthenticated: () => json(403, { statusCode: 403, message: cannotAccess }, bare),
  unreadableBearer: () => json(403, { statusCode: 403, message: cannotAccess }, bare),
  unreadableBasic: (origin) =>
    html(
      401,
      '<!doctype html><html lang="en"><head><title>HTTP Status 401 – Unauthorized</title></head><body><h1>HTTP Status 401 – Unauthorized</h1></body></html>',
      realm(`${origin}/wiki`),
    ),
}
