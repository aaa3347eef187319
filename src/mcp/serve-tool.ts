import type { McpServer, ServerContext, StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { AppError, type Fault } from '../core/error.ts'
import { checked } from '../core/faults.ts'
import { inputOf, unconfirmed } from './confirm.ts'
import { explainRouting } from './explain-routing.ts'
import { readTools } from './read-tools.ts'
import { sendTools } from './send-tools.ts'
import type { McpContext, Tool, ToolContext } from './tool.ts'

export const tools: readonly Tool[] = [...sendTools, ...readTools, explainRouting]

type JsonSchema = Record<string, unknown>

/** A schema as the SDK lists it. Values pass as they are: we judge them ourselves, in the words of the API. */
const listed = (schema: z.ZodObject): StandardSchemaWithJSON<Record<string, unknown>> => {
  // Each request has a server of its own, and the schemas never change.
  const made = new Map<'input' | 'output', JsonSchema>()
  const json = (io: 'input' | 'output'): JsonSchema => {
    const known = made.get(io) ?? z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    made.set(io, known)
    return known
  }
  return {
    '~standard': {
      version: 1,
      vendor: 'pencheff',
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: () => json('input'), output: () => json('output') },
    },
  }
}

const declarations = tools.map((tool) => {
  const takes = inputOf(tool)
  return { tool, takes, input: listed(takes), output: listed(tool.output) }
})

/** What the service did wrong itself is told without its words. */
export const asAppError = (thrown: unknown, { services }: McpContext, what: string): AppError => {
  if (thrown instanceof AppError) return thrown
  services.sender.log.error({ err: thrown, what }, 'an MCP request failed')
  return new AppError('internal', 'The request failed on our side.', { cause: thrown })
}

/** At most so many faults in one answer. */
const FAULTS = 20

const errorOf = (problem: object) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(problem) }],
  isError: true,
})

/** To a tool the query of an operation is an argument like all others. */
const ofArgument = ({ pointer, ...fault }: Fault): Fault => ({ pointer: pointer.replace(/^\/query\//, '/'), ...fault })

const refusalOf = ({ code, message, faults }: AppError) => {
  const errors = faults.slice(0, FAULTS).map(ofArgument)
  return errorOf({ code, detail: message, ...(errors.length > 0 && { errors }) })
}

const toolContext = (context: McpContext, { mcpReq }: ServerContext): ToolContext => {
  const progressToken = mcpReq._meta?.progressToken
  return {
    ...context,
    signal: mcpReq.signal,
    onProgress: (progress, total) => {
      if (progressToken === undefined) return
      const params = { progressToken, progress, total, message: `${progress} of ${total} findings are through` }
      // A client that has gone misses its progress; the export sees it by its signal.
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
    },
  }
}

/** Adds every tool, each bound to the caller. */
export const addTools = (server: McpServer, context: McpContext): void => {
  for (const { tool, takes, input, output } of declarations) {
    const { name, title, description, hints } = tool
    const config = { title, description, annotations: { title, ...hints }, inputSchema: input, outputSchema: output }
    server.registerTool(name, config, async (given, ctx) => {
      try {
        const called = toolContext(context, ctx)
        const { confirmation, ...args } = checked(takes, given)
        const question = await unconfirmed({ tool, args, confirmation }, called)
        if (question) return errorOf(question)
        const answer = await tool.run(args, called)
        return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer }
      } catch (error) {
        return refusalOf(asAppError(error, context, name))
      }
    })
  }
}
