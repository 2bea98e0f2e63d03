import { freePort } from '../../test/support/free-port.ts'
import { CERTIFICATE_NAME } from './certificate.ts'
import { NOTHING, type Contender } from './contender.ts'
import { missingPrograms } from './installed.ts'
import { PROXY_CORE } from './rig.ts'
import { untilAnswers } from './until-answers.ts'
import { startNginx } from './upstream.ts'

/** Passes everything on and asks nothing: about as little as a proxy can do. */
export function nginx(name: string, scheme: 'http' | 'https'): Contender {
  return {
    name,
    upstream: scheme,
    deeds: { ...NOTHING, credential: "the caller's" },
    missing: () => missingPrograms('nginx'),
    async start({ folder, processes, upstream, tokensFile }) {
      const port = await freePort()
      const { host } = new URL(upstream[scheme])
      const tls = `proxy_ssl_trusted_certificate ${upstream.caFile}; proxy_ssl_verify on;
        proxy_ssl_name ${CERTIFICATE_NAME};`
      const servers = `
        upstream product { server ${host}; keepalive 64; keepalive_requests 1000000000; }
        server { listen 127.0.0.1:${port} backlog=1024;
          location / { proxy_pass ${scheme}://product; proxy_http_version 1.1;
            proxy_set_header Connection ''; ${scheme === 'https' ? tls : ''} } }`
      const pid = startNginx(folder, `proxy-${scheme}`, servers, PROXY_CORE, processes)
      const origin = `http://127.0.0.1:${port}`
      await untilAnswers(origin)
      return { pid, origin, prefix: '', tokensFile, scheme: 'Bearer' }
    },
  }
}
