import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

/** Frees at once all that nothing holds any more, for tests of what is held. */
export const collectGarbage = runInNewContext('gc') as () => void // The flag above puts it there.
