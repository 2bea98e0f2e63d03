import { z } from 'zod'
import type { JsonSchema } from './operation.ts'

/** Pieces of JSON Schema for the OpenAPI document; what they say is checked by the subjects' parsers. */

export const TEXT: JsonSchema = { type: 'string' }
export const YES_OR_NO: JsonSchema = { type: 'boolean' }
export const ANY_OBJECT: JsonSchema = { type: 'object' }
export const SEALED: JsonSchema = {
  type: 'string',
  description: 'Answers have `[sealed]`; sent as `[sealed]`, it stays as it is.',
}

export function listOf(items: JsonSchema, facts: JsonSchema = {}): JsonSchema {
  return { type: 'array', items, ...facts }
}

export function oneOf(...words: readonly string[]): JsonSchema {
  return words.length === 1 ? { const: words[0] } : { enum: words }
}

/** An object with no members but these. */
export function record(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}

/** A form that stands once among the components of the document. */
export function named(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

/** The form that a schema takes, as far as JSON Schema can tell it. */
export function formOf(schema: z.ZodType): JsonSchema {
  // The dialect is said once, by the version of the document that this is a part of.
  return { ...z.toJSONSchema(schema, { io: 'input' }), $schema: undefined }
}
