/** Addresses of the stand-in that Gatehouse has to know. */
export interface AtlassianStandIn {
  readonly keysUrl: string
  readonly tokenUrl: string
  readonly hostScriptUrl: string
}

/** What Gatehouse is started with beside a stand-in, in this process or in one of its own. */
export function gatehouseEnvironment(
  standIn: AtlassianStandIn,
  {
    port,
    databaseFile,
    sealingKey,
  }: { readonly port: number; readonly databaseFile: string; readonly sealingKey: string },
): Record<string, string> {
  return {
    NODE_ENV: 'test',
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${String(port)}`,
    DATABASE_URL: `sqlite:${databaseFile}`,
    SECRETS_KEYS: sealingKey,
    SITE_HOSTS: '127.0.0.1:*',
    CONNECT_KEYS_CDN_URL: standIn.keysUrl,
    ATLASSIAN_TOKEN_URL: standIn.tokenUrl,
    HOST_SCRIPT_URL: standIn.hostScriptUrl,
    ALLOW_HTTP_SITES: 'true',
    ALLOW_PRIVATE_ADDRESSES: 'true',
  }
}
