import { mkdir, rm, writeFile } from 'node:fs/promises'

/** Puts something in the place of the journal's folder, as a full or broken disk would: nothing can be written there. */
export async function blockJournal(databaseFile: string): Promise<() => Promise<void>> {
  const folder = `${databaseFile}.calls`
  await rm(folder, { recursive: true })
  await writeFile(folder, 'in the way')
  return async () => {
    await rm(folder)
    await mkdir(folder)
  }
}

const TRIES = 400

/**
 * Asks until it is refused: the file that was open is given up within a moment.
 * @returns the refusal, and how many were served before
 */
export async function askUntilRefused(
  ask: () => Promise<Response>,
): Promise<{ readonly refusal: Response; readonly served: number }> {
  for (let served = 0; served < TRIES; served += 1) {
    const answer = await ask()
    if (answer.status === 503) return { refusal: answer, served }
    await answer.arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it was never refused')
}
