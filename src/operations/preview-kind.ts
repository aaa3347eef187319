import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { EVENT_NAMES } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import type { OpenIntegration } from '../delivery/open-integration.ts'
import { type Destination, KINDS } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { defineOperation, type Operation } from './operation.ts'
import { digest, digestPreviewOf, preview, previewOf } from './preview-integration.ts'

type Config = Record<string, unknown>

/** The example with the given fields in place of its own, or the example alone while they are not valid together. */
const opened = (destination: Destination, given: Config): OpenIntegration => {
  const example = destination.example as Config
  const filled = destination.config.safeParse({ ...example, ...given })
  return { destination, config: filled.success ? filled.data : example }
}

const previewKind = defineOperation({
  name: 'previewIntegrationKind',
  method: 'POST',
  path: '/integration-kinds/:kind/preview',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Shows what an integration that is not made yet would send for the sample event; sends and stores nothing',
  params: z.object({ kind: z.enum(KINDS) }),
  body: z.strictObject({
    event: z.enum(EVENT_NAMES),
    config: z
      .record(z.string().max(100), z.unknown())
      .optional()
      .describe('As far as it is filled in; an example stands for the rest, and for all while it is not valid.'),
    digest,
  }),
  status: 200,
  readsOnly: true,
  output: preview,
  run: ({ params, body }, { services }) => {
    const destination = destinationOf(params.kind)
    if (!destination) throw new AppError('not_found')
    const open = opened(destination, body.config ?? {})
    const { render } = services.sender
    return Promise.resolve(
      body.digest ? digestPreviewOf(open, body.event, render) : previewOf(open, sampleEvents[body.event], render),
    )
  },
})

export const kindPreviewOperations: Operation[] = [previewKind]
