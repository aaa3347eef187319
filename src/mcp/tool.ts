import type { z } from 'zod'
import type { Auditor, Origin } from '../operations/audited.ts'
import type { OperationContext } from '../operations/operation.ts'

/** What a tool may do, as hints to the client. */
export interface Hints {
  readOnlyHint: boolean
  destructiveHint: boolean
  idempotentHint: boolean
  /** It reaches a vendor. */
  openWorldHint: boolean
}

export const READS: Hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
/** It only adds: a message, a page, a ticket. */
export const SENDS: Hints = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true }

/** Bound to whoever asks: its services see the caller's workspace only. */
export interface McpContext extends OperationContext {
  auditor: Auditor
  origin: Origin
}

export interface ToolContext extends McpContext {
  /** Aborted when the caller ends the call. */
  signal: AbortSignal
  onProgress(done: number, all: number): void
}

/** One tool; its texts are fixed, so that nothing from outside ever stands in a description. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string
  title: string
  description: string
  hints: Hints
  /** Strict. */
  input: Input
  output: z.ZodObject
  /**
   * What `run` would do; throws what it would throw before it does anything. Where this is there, whoever calls confirms it
   * first, unless the key may act unattended.
   */
  plan?(input: z.output<Input>, context: ToolContext): Promise<Record<string, unknown>>
  run(input: z.output<Input>, context: ToolContext): Promise<Record<string, unknown>>
}

/** Declares a tool; its input schema types what `run` gets. */
export const defineTool = <Input extends z.ZodObject>(tool: Tool<Input>): Tool => tool
