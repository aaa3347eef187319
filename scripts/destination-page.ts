import type { z } from 'zod'
import { EVENT_NAMES, type EventName } from '../src/core/event.ts'
import type { HttpRequest } from '../src/core/http.ts'
import { sampleDigest, sampleEvents } from '../src/core/sample.ts'
import { isSecret } from '../src/core/secret.ts'
import type { Rate } from '../src/core/rate.ts'
import type { Destination, Limits } from '../src/destinations/destination.ts'
import { judgeSamples } from '../test/corpus/verdicts.ts'
import { exampleRequest, RENDER, requestExample } from './example-request.ts'
import { fenced, GENERATED, table } from './markdown.ts'
import { picturePath } from './picture-path.ts'

const fieldRows = ({ config }: Destination): string[][] =>
  Object.entries(config.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { title, description } = field.meta() ?? {}
    const isOptional = field.safeParse(undefined).success
    return [`\`${name}\``, title ?? name, isOptional ? 'no' : 'yes', isSecret(field) ? 'yes' : 'no', description ?? '']
  })

const rateWords = ({ perSecond, burst }: Rate): string => {
  const pace =
    perSecond >= 1
      ? `${perSecond} a second`
      : perSecond * 60 >= 10
        ? `${perSecond * 60} a minute`
        : `${Math.round(perSecond * 3600)} an hour`
  return `${pace}, ${burst} at once`
}

const LIMIT_WORDS: { [Name in keyof Limits]-?: (value: NonNullable<Limits[Name]>) => string } = {
  rates: (rates) => rates.map(rateWords).join('; ') + ', to one address or account, over all workers',
  countsWrites: () => 'each further request that writes counts too',
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

/** What a large scan makes of itself. */
const digestSection = (destination: Destination): string[] => {
  const { digest, example } = destination
  if (!digest) return []
  const message = digest.render(sampleDigest, example, RENDER)
  return [
    '### Digest',
    `Of a scan, ${digest.individually} messages go out one by one, most severe first (\`${digest.events.join('`, `')}\`); what is beyond goes in one digest. \`delivery.individually\` sets another number, or null for none.`,
    fenced(requestText(requestExample(destination, message)), 'http'),
  ]
}

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
    ...digestSection(destination),
  ].join('\n\n') + '\n'

const verdictTable = (all: readonly Destination[]): string => {
  const titles = new Map(all.map(({ kind, title }) => [kind, title]))
  return table(
    ['Kind', 'Event', 'Judged by', 'Result'],
    judgeSamples(all).map(({ kind, event, validator, result }) => [
      titles.get(kind) ?? kind,
      `\`${event}\``,
      validator,
      result,
    ]),
  )
}

export const destinationIndex = (all: readonly Destination[]): string =>
  [
    GENERATED,
    '# Destinations',
    table(
      ['Kind', 'Use', 'Protocol'],
      all.map(({ kind, title, use, protocol }) => [`[${title}](${kind}.md)`, use, protocol]),
    ),
    '## Who accepts what',
    'The request of each event, judged when this page was generated: by the vendor’s own library or schema where there is one, and by what these leave out. `test/corpus` judges 500 hostile findings and 100 hostile scans in the same way, and looks for mentions, links and markup that would take effect.',
    verdictTable(all),
  ].join('\n\n') + '\n'
