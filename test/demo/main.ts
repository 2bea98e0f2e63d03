import { parseArgs } from 'node:util'
import { runDemo } from './run-demo.ts'

const USAGE = `Usage: npm run demo [-- --once]

Starts a stand-in of an Atlassian site and Gatehouse beside it, installs the app into its Jira and its
Confluence, makes calls through the gateway: before and after an admin makes the product available, with
tokens of the company's identity provider, which it starts too, and under rules; then it stays up for a look.

  --once   End after the calls; the exit status is not 0 if one of them went otherwise than it should.
  --help   This text.
`

const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } })

if (values.help === true) {
  console.log(USAGE)
} else {
  const demo = await runDemo((line) => console.log(line))
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
