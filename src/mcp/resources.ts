import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { readRouting } from './explain-routing.ts'
import { readDelivery, readFinding, readList } from './read-tools.ts'
import { asAppError } from './serve-tool.ts'
import type { McpContext, ToolContext } from './tool.ts'

type Read = (context: ToolContext, id: string) => Promise<Record<string, unknown>>

interface Resource {
  name: string
  /** With `{id}`: one of many. */
  uri: string
  title: string
  description: string
  read: Read
}

const RESOURCES: readonly Resource[] = [
  {
    name: 'findings',
    uri: 'pencheff://findings',
    title: 'Newest findings',
    description: 'The 50 newest findings, without their long texts.',
    read: (context) => readList('listFindings', context),
  },
  {
    name: 'deliveries',
    uri: 'pencheff://deliveries',
    title: 'Newest deliveries',
    description: 'The 50 newest deliveries.',
    read: (context) => readList('listDeliveries', context),
  },
  {
    name: 'finding',
    uri: 'pencheff://findings/{id}',
    title: 'A finding',
    description: 'One finding with its tickets, pages and threads.',
    read: (context, id) => readFinding(id, context),
  },
  {
    name: 'delivery',
    uri: 'pencheff://deliveries/{id}',
    title: 'A delivery',
    description: 'One delivery with its attempts.',
    read: (context, id) => readDelivery(id, context),
  },
  {
    name: 'routing',
    uri: 'pencheff://events/{id}/routing',
    title: "An event's routing",
    description: 'Why an event did, or did not, go to each integration.',
    read: (context, id) => readRouting(id, context),
  },
]

const refusal = (uri: string, thrown: unknown, context: McpContext): Error => {
  const { code, message } = asAppError(thrown, context, 'resources/read')
  if (code === 'not_found') return new ResourceNotFoundError(uri)
  return new ProtocolError(
    code === 'internal' ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams,
    `${code}: ${message}`,
  )
}

/** Adds every resource, each bound to the caller. */
export const addResources = (server: McpServer, context: McpContext): void => {
  for (const { name, uri, title, description, read } of RESOURCES) {
    const metadata = { title, description, mimeType: 'application/json' }
    const answer = async (url: URL, id: string, { mcpReq }: ServerContext) => {
      try {
        const json = await read({ ...context, signal: mcpReq.signal, onProgress: () => undefined }, id)
        return { contents: [{ uri: url.href, mimeType: 'application/json', text: JSON.stringify(json) }] }
      } catch (error) {
        throw refusal(url.href, error, context)
      }
    }
    if (uri.includes('{id}'))
      server.registerResource(name, new ResourceTemplate(uri, { list: undefined }), metadata, (url, { id }, ctx) =>
        answer(url, String(id), ctx),
      )
    else server.registerResource(name, uri, metadata, (url, ctx) => answer(url, '', ctx))
  }
}
