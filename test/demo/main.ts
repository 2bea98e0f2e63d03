import { parseArgs } from 'node:util'
import { runDataCenterDemo } from './run-data-center-demo.ts'
import { runDemo } from './run-demo.ts'

const USAGE = `Usage: npm run demo [-- [--data-center] [--once]]

Starts a stand-in of an Atlassian site and Gatehouse beside it, installs the app into its Jira and its
Confluence, makes calls through the gateway: before and after an admin makes the product available, with
tokens of the company's identity provider, which it starts too, and under rules; then it stays up for a look.

  --data-center   Instead, stand-ins of Crowd and of a Confluence of Data Center, which the operator's
                  program enters: calls with the cookie of a sign-on, with a token of the company's
                  identity provider, and with a personal access token; then the audit log of them.
  --once          End after the calls; the exit status is not 0 if one of them went otherwise than it should.
  --help          This text.
`

const { values } = parseArgs({
  options: {
    'data-center': { type: 'boolean' },
    once: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})

if (values.help === true) {
  console.log(USAGE)
} else {
  const run = values['data-center'] === true ? runDataCenterDemo : runDemo
  const demo = await run((line) => console.log(line))
  if (values.once === true) {
    await demo.stop()
    process.exitCode = demo.faults === 0 ? 0 : 1
  } else {
    console.log(demo.invitation)
    const stop = () => {
      console.log('\nStopping…')
      demo.stop().then(
        () => process.exit(0),
        (cause: unknown) => {
          console.error(cause)
          process.exit(1)
        },
      )
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  }
}
