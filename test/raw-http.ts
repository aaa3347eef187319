import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

const parseHead = (head: string): Omit<RawAnswer, 'body'> => {
  const [statusLine = '', ...lines] = head.split('\r\n')
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(pairs) }
}

/** The answers in a received text, interim ones left out; the last may still be incomplete and is then left out too. */
export const parseAnswers = (received: Buffer, bodiless = false): RawAnswer[] => {
  const answers: RawAnswer[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return answers
    const head = parseHead(rest.subarray(0, end).toString('latin1'))
    const length = bodiless || head.status < 200 ? 0 : Number(head.headers['content-length'] ?? 0)
    const body = rest.subarray(end + 4, end + 4 + length)
    if (body.length < length) return answers
    if (head.status >= 200) answers.push({ ...head, body: body.toString('utf8') })
    rest = rest.subarray(end + 4 + length)
  }
}

export interface RawOptions {
  /** Resolve when so many answers are complete; the connection's end resolves in any case. */
  answers?: number
  /** Close our side after writing. */
  end?: boolean
  /** To a HEAD: no body follows a content-length. */
  bodiless?: boolean
  deadlineMs?: number
}

/** Writes bytes to a port of this machine and gives the answers; rejects when none comes before the deadline. */
export const rawExchange = (
  port: number,
  bytes: string | Buffer | readonly Buffer[],
  { answers = 1, end = false, bodiless = false, deadlineMs = 5_000 }: RawOptions = {},
): Promise<RawAnswer[]> =>
  new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const socket = connect(port, '127.0.0.1')
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no answer in ${deadlineMs} ms; received ${received.length} bytes`))
    }, deadlineMs)
    const finish = (): void => {
      clearTimeout(deadline)
      socket.destroy()
      resolve(parseAnswers(received, bodiless))
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (parseAnswers(received, bodiless).length >= answers) finish()
    })
    socket.on('close', finish)
    // A reset after the answer is how a server ends a connection whose rest it will not read.
    socket.on('error', () => undefined)
    const parts = typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes
    for (const part of parts) socket.write(part)
    if (end) socket.end()
  })
