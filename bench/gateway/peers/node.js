// What Node itself takes to pass a call on: its own server, undici's plainest way, and nothing else.
import { createServer } from 'node:http'
import { Agent } from 'undici'

const { PORT, UPSTREAM } = process.env
const agent = new Agent({ pipelining: 1 })

class PassOn {
  #res

  constructor(res) {
    this.#res = res
  }

  onRequestStart() {}

  onResponseStart(controller, status) {
    this.#res.writeHead(status, controller.rawHeaders.map(String))
  }

  onResponseData(controller, chunk) {
    if (this.#res.write(chunk)) return
    controller.pause()
    this.#res.once('drain', () => controller.resume())
  }

  onResponseEnd() {
    this.#res.end()
  }

  onResponseError() {
    this.#res.destroy()
  }
}

createServer((req, res) => {
  const { url: path, method } = req
  const body = method === 'GET' ? null : req
  const headers = ['accept', 'application/json', 'authorization', 'Bearer one-for-all']
  agent.dispatch({ origin: UPSTREAM, path, method, headers, body }, new PassOn(res))
}).listen(Number(PORT), '127.0.0.1')
