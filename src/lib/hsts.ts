/**
 * `Strict-Transport-Security` for a base URL: a year of https only, as Atlassian's security
 * requirements for apps ask of every address; undefined where there is no https to insist on.
 */
export function hstsFor(baseUrl: string): string | undefined {
  return baseUrl.startsWith('https://') ? 'max-age=31536000; includeSubDomains' : undefined
}
