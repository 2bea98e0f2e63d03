import { parseArgs } from 'node:util'
import { startSite } from './start-site.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error('--port wants a number from 0 to 65535')
  process.exit(2)
}

const world = await startSite({
  port,
  onAlarm: (entry) => {
    console.error(`ALARM ${entry.server} ${entry.method} ${entry.path}: ${entry.detail ?? ''}`)
  },
})
const { admin } = world.site.people

console.log(`Site (start here)      ${world.site.baseUrl}/stand-in
Jira                   ${world.site.baseUrl}
Confluence             ${world.site.baseUrl}/wiki
Log                    ${world.site.baseUrl}/stand-in/log

CONNECT_KEYS_CDN_URL=${world.keysUrl}
ATLASSIAN_TOKEN_URL=${world.tokenUrl}
HOST_SCRIPT_URL=${world.hostScriptUrl}
SITE_HOSTS=${world.site.host}

Media host             ${world.mediaUrl}
People                 ${admin.email} / ${admin.password} (alice and bob likewise)
Ctrl-C ends.`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void world.stop())
}
