/** Resolves when it holds; fails with its name when it does not within two seconds. */
export async function until(holds: () => boolean, name: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`it never came to ${name}`)
}
