/** So many calls of one user in so many seconds; the rest get 429. */
interface RateLimit {
  readonly calls: number
  readonly seconds: number
}

/** What an administrator of the product decides; may change while it runs. */
export interface ProductSettings {
  /** `session.validationinterval` of crowd.properties. Inside it Crowd is not asked again; 0 asks always. */
  validationMinutes: number
  /** `cookie.tokenkey`. Without it Crowd is asked for the cookie's name at every check (CWD-2326). */
  cookieName: string | undefined
  anonymousMayRead: boolean
  rateLimit: RateLimit | undefined
}

/** As the products are delivered: two minutes, nothing for nobody, no limit. */
export function usualProductSettings(): ProductSettings {
  return {
    validationMinutes: 2,
    cookieName: undefined,
    anonymousMayRead: false,
    rateLimit: undefined,
  }
}
