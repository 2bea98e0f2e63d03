import { request } from 'node:http'

/** POSTs with a header line for each value, where fetch would join them into one. */
export function rawPost(
  url: string,
  headers: Readonly<Record<string, string[]>>,
  body = '',
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.on('error', reject)
    for (const [name, values] of Object.entries(headers)) sent.setHeader(name, values)
    sent.end(body)
  })
}
