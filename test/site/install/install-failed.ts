/** The product refused or rolled back an installation; the message is what its admin would read. */
export class InstallFailed extends Error {
  readonly reason: string

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'InstallFailed'
    this.reason = reason
  }
}
