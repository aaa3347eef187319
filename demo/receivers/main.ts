#!/usr/bin/env node
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { isReceiverKind, RECEIVERS, type AnyOptions } from './index.ts'

const USAGE = `node demo/receivers/main.ts ${Object.keys(RECEIVERS).join('|')} [options]
  --port N                      0 takes any free one
  --no-receipts                 keep only counters, for load
  --no-verify                   webhook: take everything and only count
  --secret TEXT, --signature standard|sha256    webhook
  --ack                         splunk: indexer acknowledgment
  --index-lag MS                jira: how long new issues stay out of searches
  --enforce-rate                429 beyond the vendor's published rate
Prints {url, config} on one line; a line on standard input prints the counters so far, SIGTERM or SIGINT prints them and
ends with 0.`

const readArguments = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '0' },
      'no-receipts': { type: 'boolean', default: false },
      'no-verify': { type: 'boolean', default: false },
      secret: { type: 'string' },
      signature: { type: 'string' },
      ack: { type: 'boolean', default: false },
      'index-lag': { type: 'string', default: '0' },
      'enforce-rate': { type: 'boolean', default: false },
    },
  })

const toOptions = ({ values }: ReturnType<typeof readArguments>): AnyOptions => {
  const { port, secret, signature, ack } = values
  if (!/^\d{1,5}$/.test(port) || !/^\d{1,9}$/.test(values['index-lag'])) throw new Error('a number is needed')
  if (signature !== undefined && signature !== 'standard' && signature !== 'sha256')
    throw new Error('unknown signature')
  return {
    port: Number(port),
    keepReceipts: !values['no-receipts'],
    verify: !values['no-verify'],
    enforceRate: values['enforce-rate'],
    ack,
    indexLagMs: Number(values['index-lag']),
    ...(secret === undefined ? {} : { secret }),
    ...(signature === undefined ? {} : { signature }),
  }
}

const readCommand = () => {
  try {
    const parsed = readArguments()
    const [kind] = parsed.positionals
    if (!isReceiverKind(kind)) throw new Error('a kind is needed')
    return { kind, options: toOptions(parsed) }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`)
    process.exit(2)
  }
}

const { kind, options } = readCommand()
const receiver = await RECEIVERS[kind](options)
const printCounters = (): void => {
  process.stdout.write(
    `${JSON.stringify({ ...receiver.counters(), problemTexts: receiver.problems().slice(0, 20) })}\n`,
  )
}
const end = (): void => {
  printCounters()
  void receiver.close().then(() => process.exit(0))
}
process.once('SIGTERM', end)
process.once('SIGINT', end)
createInterface({ input: process.stdin }).on('line', printCounters)
process.stdout.write(`${JSON.stringify({ url: receiver.url, config: receiver.config })}\n`)
