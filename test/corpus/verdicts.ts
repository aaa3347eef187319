import { EVENT_NAMES, type EventName } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import { sampleEvents } from '../../src/core/sample.ts'
import type { Destination, Kind } from '../../src/destinations/destination.ts'
import { bodyOf } from './json.ts'
import { typeFaults, type TypedValues } from './typed-literal.ts'
import { VARIANTS } from './variants.ts'

/** What became of one event at one kind. */
export interface Verdict {
  kind: Kind
  event: EventName
  /** Who judged; empty where nothing is sent. */
  validator: string
  /** `accepted`, `not sent, because …` or `refused: …`. */
  result: string
}

/** Where the vendor publishes types and no schema. */
const TYPES: Partial<Record<Kind, Omit<TypedValues, 'values'>>> = {
  slack: {
    from: '@slack/types',
    name: 'KnownBlock',
    type: '{ text: string; blocks: KnownBlock[]; unfurl_links: boolean; unfurl_media: boolean }',
  },
  google_chat: { from: '@googleapis/chat', name: 'chat_v1', type: 'chat_v1.Schema$Message' },
  discord: {
    from: 'discord-api-types/v10',
    name: 'RESTPostAPIWebhookWithTokenJSONBody',
    // The type of a sum of flags is a number that is none of their names, which a literal is not let to be.
    type: "Omit<RESTPostAPIWebhookWithTokenJSONBody, 'flags'> & { flags?: number }",
  },
}

const variantsOf = (kind: Kind) => VARIANTS.filter((variant) => variant.kind === kind)

const requestsOf = (kind: Kind, event: EventName): HttpRequest[] =>
  variantsOf(kind).flatMap(({ requests }) => requests(sampleEvents[event]))

const sentBy = ({ notSent = {} }: Destination): EventName[] => EVENT_NAMES.filter((name) => notSent[name] === undefined)

/** Of every kind that has types, by kind and event; one run of the compiler for all. */
const typeVerdicts = (all: readonly Destination[]): Map<string, string[]> => {
  const typed = all.flatMap((destination) => {
    const { kind } = destination
    const type = TYPES[kind]
    return type ? [{ kind, type, events: sentBy(destination) }] : []
  })
  const faults = typeFaults(
    typed.map(({ kind, type, events }) => ({
      ...type,
      values: events.map((event) => requestsOf(kind, event).map(bodyOf)[0]),
    })),
  )
  return new Map(
    typed.flatMap(({ kind, events }, group) =>
      events.map((event, at): [string, string[]] => [`${kind} ${event}`, faults[group]?.[at] ?? ['it was not judged']]),
    ),
  )
}

/** Every event of the samples at every kind, judged now. */
export const judgeSamples = (all: readonly Destination[]): Verdict[] => {
  const types = typeVerdicts(all)
  return all.flatMap(({ kind, notSent = {} }) =>
    EVENT_NAMES.map((event): Verdict => {
      const reason = notSent[event]
      if (reason !== undefined)
        return {
          kind,
          event,
          validator: '',
          result: `not sent, because ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
        }
      const faults = variantsOf(kind).flatMap(({ checker, requests }) =>
        requests(sampleEvents[event]).flatMap((request) => [...checker.limits(request), ...checker.live(request)]),
      )
      const found = [...faults, ...(types.get(`${kind} ${event}`) ?? [])]
      const validators = [...new Set(variantsOf(kind).map(({ checker }) => checker.validator))]
      return {
        kind,
        event,
        validator: validators.join('; '),
        result: found.length === 0 ? 'accepted' : `refused: ${found.join('; ')}`,
      }
    }),
  )
}
