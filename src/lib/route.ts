/**
 * An Express handler whose rejection reaches the error middleware. Express 4 does not look at the
 * promise of a handler: without this the sender would wait until it gives up.
 */
export function route<Req, Res>(
  handle: (req: Req, res: Res) => Promise<void>,
): (req: Req, res: Res, next: (failure: unknown) => void) => void {
  return (req, res, next) => {
    handle(req, res).catch(next)
  }
}
