import type { Provider } from 'oidc-provider'

const ABOUT_THE_RUNTIME = 'Unsupported runtime'

let loading: Promise<typeof Provider> | undefined

/**
 * The class of the package. It wants a later Node than Gatehouse does and says so when it is loaded;
 * all that is used here works (spec/), and the sentence would be the first that a demo says.
 */
export function loadProvider(): Promise<typeof Provider> {
  // Once: two at a time would each put back what the other had set.
  loading ??= loadQuietly()
  return loading
}

async function loadQuietly(): Promise<typeof Provider> {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes(ABOUT_THE_RUNTIME)) warn(...words)
  }
  try {
    return (await import('oidc-provider')).Provider
  } finally {
    console.warn = warn
  }
}
