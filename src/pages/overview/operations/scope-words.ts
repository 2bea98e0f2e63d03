import { scopeStanding } from '../../../policy/catalogue/needed-scope.ts'
import type { ProductOperation } from '../../../policy/catalogue/product-operation.ts'

/** What an operation needs, and what is in the way of it, in words. */
export interface ScopeTold {
  readonly needs: string
  /** Absent where the app asks for all that is needed. */
  readonly missing: string | undefined
}

/** @param appScopes what the app's descriptor asks for */
export function scopeWords(operation: ProductOperation, appScopes: readonly string[]): ScopeTold {
  const { scope, isStated, isAskedFor } = scopeStanding(operation, appScopes)
  switch (scope) {
    case 'INACCESSIBLE':
      return { needs: 'Not for apps', missing: 'The product serves this to no Connect app.' }
    case 'ACT_AS_USER':
      return { needs: 'As a user', missing: isAskedFor ? undefined : NOT_ASKED }
    case 'NONE':
      return { needs: 'No scope', missing: undefined }
    case 'READ':
    case 'WRITE':
    case 'DELETE':
    case 'PROJECT_ADMIN':
    case 'SPACE_ADMIN':
    case 'ADMIN':
    case 'ACCESS_EMAIL_ADDRESSES': {
      const needs = isStated ? scope : `At least ${scope}`
      return { needs, missing: isAskedFor ? undefined : NOT_ASKED }
    }
  }
}

const NOT_ASKED = 'The app does not ask for this scope, so the product refuses the call.'
