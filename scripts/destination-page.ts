import type { z } from 'zod'
import { EVENT_NAMES, type EventName } from '../src/core/event.ts'
import type { HttpRequest } from '../src/core/http.ts'
import { sampleEvents } from '../src/core/sample.ts'
import { isSecret } from '../src/core/secret.ts'
import type { Destination, Limits } from '../src/destinations/destination.ts'
import { exampleRequest } from './example-request.ts'
import { fenced, GENERATED, table } from './markdown.ts'
import { picturePath } from './picture-path.ts'

const fieldRows = ({ config }: Destination): string[][] =>
  Object.entries(config.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { title, description } = field.meta() ?? {}
    const isOptional = field.safeParse(undefined).success
    return [`\`${name}\``, title ?? name, isOptional ? 'no' : 'yes', isSecret(field) ? 'yes' : 'no', description ?? '']
  })

const LIMIT_WORDS: { [Name in keyof Limits]-?: (value: NonNullable<Limits[Name]>) => string } = {
  perSecond: (value) => `${value} a second to one address`,
  burst: (value) => `${value} at once`,
  maxBytes: (value) => `${value.toLocaleString('en')} bytes a request`,
  batch: ({ events, bytes }) => `up to ${events} events and ${bytes.toLocaleString('en')} bytes in one request`,
  concurrency: (value) => `${value} in flight at a time for one integration`,
}

const limitLines = ({ limits }: Destination): string =>
  (Object.keys(LIMIT_WORDS) as (keyof Limits)[])
    .flatMap((name) => {
      const words = LIMIT_WORDS[name] as (value: unknown) => string
      return limits[name] === undefined ? [] : [`- ${words(limits[name])}`]
    })
    .join('\n')

const pretty = (line: string): string => {
  try {
    return JSON.stringify(JSON.parse(line), null, 2)
  } catch {
    return line
  }
}

/** The body as a person reads it: the bytes on the wire have no line breaks. */
const requestText = ({ method, url, headers, body }: HttpRequest): string =>
  [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', ...body.split('\n').map(pretty)]),
  ].join('\n')

const pictureOf = (destination: Destination, event: EventName, pictures: ReadonlySet<string>): string[] => {
  const path = picturePath(destination.kind, event)
  return pictures.has(path) ? [`![${event} as ${destination.title} shows it](../${path})`] : []
}

const exampleOf = (destination: Destination, event: EventName, pictures: ReadonlySet<string>): string[] => {
  const reason = destination.notSent?.[event]
  if (reason !== undefined) return [`Not sent. ${reason}`]
  const request = fenced(requestText(exampleRequest(destination, sampleEvents[event])), 'http')
  return [...pictureOf(destination, event, pictures), request]
}

/** The page of one kind, read from its declaration; with those of `pictures`, paths below docs/, that are of it. */
export const destinationPage = (destination: Destination, pictures: ReadonlySet<string>): string =>
  [
    GENERATED,
    `# ${destination.title}`,
    destination.use,
    `Protocol: ${destination.protocol}. Kind: \`${destination.kind}\`.`,
    '## Setting it up',
    destination.setup,
    '## Configuration',
    table(['Field', 'Title', 'Required', 'Secret', 'Meaning'], fieldRows(destination)),
    '## Limits kept',
    limitLines(destination),
    '## What is sent',
    'One sample of each event, with credentials masked and JSON broken into lines for reading.',
    ...EVENT_NAMES.flatMap((event) => [`### \`${event}\``, ...exampleOf(destination, event, pictures)]),
  ].join('\n\n') + '\n'

export const destinationIndex = (all: readonly Destination[]): string =>
  [
    GENERATED,
    '# Destinations',
    table(
      ['Kind', 'Use', 'Protocol'],
      all.map(({ kind, title, use, protocol }) => [`[${title}](${kind}.md)`, use, protocol]),
    ),
  ].join('\n\n') + '\n'
