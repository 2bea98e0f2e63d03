import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { installOn, type DevelopmentSite } from './register/install-on.ts'

const USAGE = `Usage: npm run register -- <base URL of a running Gatehouse>

Installs the app into your development sites, by descriptor URL and as the administrator that
credentials.json names (see credentials.example.json). Gatehouse must run under exactly that base URL,
and Atlassian must be able to reach it: put a tunnel in front.
`

const credentialsSchema = z.object({
  hosts: z.record(
    z.string(),
    z.strictObject({
      product: z.enum(['jira', 'confluence']),
      username: z.string().min(1),
      password: z.string().min(1),
    }),
  ),
})

async function developmentSites(file: string): Promise<DevelopmentSite[]> {
  const { hosts } = credentialsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  return Object.entries(hosts).map(([host, site]) => {
    // Only a stand-in is reached without TLS: the password must not travel in clear.
    const isLoopback = host.startsWith('127.0.0.1:')
    return { origin: `${isLoopback ? 'http' : 'https'}://${host}`, ...site }
  })
}

const [baseUrl, ...more] = process.argv.slice(2)
if (baseUrl === undefined || !/^https?:\/\/[^/]+\/?$/.test(baseUrl) || more.length > 0) {
  console.error(USAGE)
  process.exitCode = 64
} else {
  for (const site of await developmentSites('credentials.json')) {
    const descriptorUrl = `${baseUrl.replace(/\/$/, '')}/${site.product}/atlassian-connect.json`
    const outcome = await installOn(site, descriptorUrl)
    const name = `${site.product} of ${new URL(site.origin).host}`
    if (outcome.kind === 'installed') console.log(`installed ${outcome.key} into ${name}`)
    else {
      console.error(`could not install into ${name}: ${outcome.reason}`)
      process.exitCode = 1
    }
  }
}
