import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Beside the address, since nginx compares names only. */
export const CERTIFICATE_NAME = 'product.bench.example'

/** A self-signed certificate for 127.0.0.1, in files; it is its own authority. */
export function makeCertificate(folder: string): {
  readonly certFile: string
  readonly keyFile: string
} {
  const [certFile, keyFile] = [join(folder, 'upstream.crt'), join(folder, 'upstream.key')]
  const kind = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=bench']
  const names = [
    '-addext',
    `subjectAltName=IP:127.0.0.1,DNS:${CERTIFICATE_NAME}`,
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ]
  execFileSync('openssl', [...kind, ...names], { stdio: 'ignore' })
  return { certFile, keyFile }
}
