import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ChangeKind, scopeToHear } from '../core/change-kinds.ts'
import { type Caller, holdsScope } from '../core/caller.ts'
import { authenticated } from './admission.ts'
import type { Door } from './door.ts'

export const EVENT_STREAM = 'text/event-stream'

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': `${EVENT_STREAM}; charset=utf-8`,
  // nginx and what follows it would hold back what is small.
  'x-accel-buffering': 'no',
  'cache-control': 'no-store, no-transform',
  // Once it ends, nothing else may keep a closing service waiting on the connection.
  connection: 'close',
}

/** Tells a browser's own client when to come back. */
const OPENING = 'retry: 2000\n\n'
const SIGN_OF_LIFE = ':\n\n'

/** Ends when whoever asked is not who they were: the key or session was revoked, or ran out. */
async function* linesOf(
  feed: AsyncIterable<readonly ChangeKind[]>,
  askAgain: () => Promise<Caller | undefined>,
): AsyncGenerator<string, void> {
  yield OPENING
  for await (const kinds of feed) {
    const caller = await askAgain()
    if (!caller) return
    const changed = kinds.filter((kind) => holdsScope(caller, scopeToHear(kind)))
    yield changed.length > 0 ? `data: ${JSON.stringify({ changed })}\n\n` : SIGN_OF_LIFE
  }
}

/** Answers with what the feed brings, for as long as the caller may have it and listens. */
export const sendChanges = (
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  caller: Caller,
  feed: unknown,
): FastifyReply => {
  if (!(feed instanceof Readable)) throw new Error('what changed comes as a stream')
  void reply.code(200).headers({ ...HEADERS })
  if (request.method === 'HEAD') {
    feed.destroy()
    return reply.send()
  }
  reply.raw.once('close', () => feed.destroy())
  const askAgain = async (): Promise<Caller | undefined> => {
    const now = await authenticated(request.raw, door).catch(() => undefined)
    return now?.workspaceId === caller.workspaceId ? now : undefined
  }
  return reply.send(Readable.from(linesOf(feed, askAgain), { objectMode: false }))
}
