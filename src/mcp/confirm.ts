import { z } from 'zod'
import { holdsScope } from '../core/caller.ts'
import { askConfirmation, useConfirmation } from '../operations/confirmation.ts'
import type { Tool, ToolContext } from './tool.ts'

const confirmation = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe(
    'From an answer confirmation_required, once a person agreed to what it says would happen. Not needed with a key that holds mcp:unattended.',
  )

/** What a tool takes, with the confirmation of one that sends. */
export const inputOf = ({ input, plan }: Tool): z.ZodObject => (plan ? input.extend({ confirmation }) : input)

interface Call {
  tool: Tool
  args: Record<string, unknown>
  confirmation: unknown
}

/**
 * What a person has to agree to before the tool does it, with the token that says so; undefined when nothing stands in the way.
 * Throws `invalid` for a token that is not for this.
 */
export const unconfirmed = async (
  { tool, args, confirmation: token }: Call,
  context: ToolContext,
): Promise<object | undefined> => {
  if (!tool.plan || holdsScope(context.caller, 'mcp:unattended')) return undefined
  // What would be refused anyway is refused before anybody is asked, and uses no token up.
  const would = await tool.plan(args, context)
  const request = { tool: tool.name, args }
  if (typeof token === 'string') {
    await useConfirmation(token, request, context)
    return undefined
  }
  return {
    code: 'confirmation_required',
    detail:
      'Nothing was done yet. Show a person what would happen. Once they agree, call again with the same arguments and this confirmation.',
    would,
    ...(await askConfirmation(request, context)),
  }
}
