import { z } from 'zod'
import type { Move } from './jira-change.ts'
import { ask, expectDone, read, statusAnswer, type Issue, type Jira } from './jira-client.ts'
import type { JiraConfig } from './jira-config.ts'

const transitionAnswer = z.object({
  id: z.string(),
  name: z.string(),
  to: statusAnswer.optional(),
  fields: z
    .record(z.string(), z.object({ required: z.boolean().optional(), allowedValues: z.array(z.unknown()).optional() }))
    .optional(),
})
type Transition = z.output<typeof transitionAnswer>

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Names are the workflow's own and translated, so the category of the status that it leads to decides. */
const choose = (transitions: Transition[], move: Move, config: JiraConfig): Transition | undefined => {
  const into = (key: string) => transitions.find(({ to }) => to?.statusCategory?.key === key)
  if (move === 'open') return into('new') ?? into('indeterminate')
  const { done_transition: wanted } = config
  const named = wanted ? transitions.find(({ name }) => sameName(name, wanted)) : undefined
  return named ?? into('done')
}

/** A resolution is given only where the transition's screen demands one: elsewhere Jira refuses it. */
const resolutionFor = ({ fields }: Transition): object => {
  const { required, allowedValues = [] } = fields?.resolution ?? {}
  const { id } = z.object({ id: z.string() }).safeParse(allowedValues[0]).data ?? {}
  return required && id ? { fields: { resolution: { id } } } : {}
}

/** Set where we close an issue, so that such a closing is known as ours. */
const CLOSED_PROPERTY = 'pencheff.closed'
/** Clocks differ, and a workflow may take its time. */
const SAME_CLOSING_MS = 600_000

/** What Jira's own resolutions, and the statuses of many workflows, call an issue that nobody is going to work on. */
const DISMISSED =
  /\b(?:won.?t|will not|not (?:going|planned|a bug|an issue|applicable)|duplicate|declined?|reject(?:ed)?|cancel(?:l?ed)?|invalid|cannot reproduce|known error|obsolete|abandoned|by design|as designed|out of scope|accepted risk|risk accepted|false positive)\b/i

const closingAnswer = z.object({
  fields: z.object({
    status: statusAnswer.optional(),
    resolution: z.object({ name: z.string() }).nullish(),
    resolutiondate: z.string().nullish(),
  }),
  properties: z.record(z.string(), z.unknown()).optional(),
})
const closedByUs = z.object({ at: z.iso.datetime() })

/** Somebody decided in Jira that nothing is to be done: that is not undone by the next scan. */
const isDismissed = async (jira: Jira, issue: Issue): Promise<boolean> => {
  const path = `issue/${issue.id}?fields=status,resolution,resolutiondate&properties=${CLOSED_PROPERTY}`
  const { fields, properties = {} } = read(await ask(jira, 'GET', path), closingAnswer, jira.config)
  if (![fields.resolution?.name, fields.status?.name].some((name) => name !== undefined && DISMISSED.test(name)))
    return false
  const { at } = closedByUs.safeParse(properties[CLOSED_PROPERTY]).data ?? {}
  if (at === undefined) return true
  const apartMs = Math.abs(Date.parse(fields.resolutiondate ?? at) - Date.parse(at))
  return apartMs > SAME_CLOSING_MS
}

const transit = async (jira: Jira, issue: Issue, move: Move): Promise<string | undefined> => {
  const path = `issue/${issue.id}/transitions`
  const answer = await ask(jira, 'GET', `${path}?expand=transitions.fields`)
  const { transitions } = read(answer, z.object({ transitions: z.array(transitionAnswer) }), jira.config)
  const chosen = choose(transitions, move, jira.config)
  const goal = move === 'done' ? 'a done status' : 'an open status'
  if (!chosen) return `The workflow offers no transition to ${goal} from here, so please move this issue by hand.`
  const mark = { properties: [{ key: CLOSED_PROPERTY, value: { at: jira.context.now.toISOString() } }] }
  const response = await ask(jira, 'POST', path, {
    transition: { id: chosen.id },
    ...resolutionFor(chosen),
    ...(move === 'done' && mark),
  })
  if (response.status === 400) return `Jira did not take the transition to ${goal}, so please move this issue by hand.`
  expectDone(response, jira.config)
  return undefined
}

/**
 * Moves the issue to a done status or back. Answers with a sentence for the comment where its workflow does not let us, or a
 * person dismissed it; an issue that is there already is left alone, so that a retry does no harm.
 */
export const moveIssue = async (
  jira: Jira,
  issue: Issue,
  { move, isRescan }: { move: Move; isRescan: boolean },
): Promise<string | undefined> => {
  const isDone = issue.fields?.status?.statusCategory?.key === 'done'
  if (isDone === (move === 'done')) return undefined
  if (move === 'open' && isRescan && (await isDismissed(jira, issue)))
    return 'Somebody closed this issue without a fix, so it stays closed.'
  return transit(jira, issue, move)
}
