import { styleText } from 'node:util'
import Table from 'cli-table3'
import type { DemoDelivery, DemoEvent, Outcome } from './outcome.ts'
import { EVENT_NAMES } from '../src/core/event.ts'
import { INTEGRATIONS, type Played } from './scenario.ts'

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info']

type Paint = Parameters<typeof styleText>[0]
const paint = (style: Paint, text: string): string => (process.stdout.isTTY ? styleText(style, text) : text)

/** What became of one event at one integration, in a word or two. */
const fateOf = (verdict: string, delivery: DemoDelivery | undefined): string => {
  if (verdict !== 'matched') return verdict
  if (!delivery) return 'matched, no delivery'
  return delivery.state === 'delivered' ? 'delivered' : `${delivery.state}: ${delivery.detail ?? ''}`
}

const styleOf = (fate: string): Paint =>
  fate === 'delivered' ? 'green' : fate.includes(':') || fate.includes(',') ? 'red' : 'gray'

const cellOf = (events: readonly DemoEvent[], name: string, { deliveries }: Outcome): string => {
  const fates = events.flatMap(({ routing }) =>
    routing
      .filter((entry) => entry.name === name)
      .map(({ verdict, delivery_id }) => fateOf(verdict, deliveries.get(delivery_id ?? ''))),
  )
  const counts = Map.groupBy(fates, (fate) => fate)
  return [...counts].map(([fate, all]) => paint(styleOf(fate), `${String(all.length)} ${fate}`)).join('\n')
}

/** Integrations down, events across: delivered, or the stage of the filter that stopped it, or what failed. */
export const matrix = (outcome: Outcome): string => {
  const events = Map.groupBy(outcome.events, ({ event }) => event)
  const table = new Table({
    head: ['integration', ...EVENT_NAMES.map((name) => `${name} × ${String(events.get(name)?.length ?? 0)}`)],
    colWidths: [27, ...EVENT_NAMES.map(() => 25)],
    wordWrap: true,
    style: { head: [], border: [], compact: false },
  })
  for (const { name, kind, says } of INTEGRATIONS) {
    const cells = EVENT_NAMES.map((event) => cellOf(events.get(event) ?? [], name, outcome))
    table.push([`${name} (${kind})\n${paint('gray', says)}`, ...cells])
  }
  return table.toString()
}

const countsLine = (summary: Record<string, number>): string =>
  SEVERITIES.map((severity) => `${String(summary[severity] ?? 0)} ${severity}`).join(' · ')

export const scanLines = ({ target, completion }: Played): string[] => [
  `Scan      ${target.name} (${target.base_url})`,
  `Report    samples/semgrep.sarif: ${String(completion.new)} new findings`,
  `Grade     ${completion.scan.grade ?? 'none: this scanner gives no grade'}`,
  `Severity  ${countsLine(completion.scan.summary)}`,
]

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** Totals, and the time from the accepted report to the first and last message that its receivers got. */
export const totalLines = (outcome: Outcome, receivedAt: readonly number[], acceptedAt: number): string[] => {
  const verdicts = outcome.events.flatMap(({ routing }) => routing)
  const states = [...outcome.deliveries.values()].map(({ state }) => state)
  const delivered = states.filter((state) => state === 'delivered').length
  const after = receivedAt.filter((at) => at >= acceptedAt).map((at) => at - acceptedAt)
  return [
    `Events    ${String(outcome.events.length)}, judged ${String(verdicts.length)} times`,
    `Messages  ${String(delivered)} delivered, ${String(states.length - delivered)} failed, ` +
      `${String(verdicts.filter(({ verdict }) => verdict !== 'matched').length)} filtered`,
    after.length > 0
      ? `Time      first message ${seconds(Math.min(...after))}, last ${seconds(Math.max(...after))} after the report was accepted`
      : 'Time      all messages were out before the report was answered',
  ]
}

/** Why the demo failed, one line each; none when all went well. */
export const failures = (outcome: Outcome, problems: readonly string[]): string[] => [
  ...[...outcome.deliveries.values()]
    .filter(({ state }) => state !== 'delivered')
    .map(({ id, state, detail }) => `delivery ${id} is ${state}: ${detail ?? 'no detail'}`),
  ...problems.map((problem) => `a receiver got a malformed message: ${problem}`),
]
