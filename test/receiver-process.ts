import { fileURLToPath } from 'node:url'
import type { Counters } from '../demo/receivers/record.ts'
import { type Ended, type Processes, until } from './process.ts'

const RECEIVERS = fileURLToPath(new URL('../demo/receivers/main.ts', import.meta.url))

export type CountersWithProblems = Counters & { problemTexts: string[] }

/** A vendor's receiver in a process of its own, which keeps only counters. */
export interface ReceiverProcess {
  url: string
  /** What an integration needs to talk to it. */
  config: Record<string, unknown>
  counters(): Promise<CountersWithProblems>
  end(): Promise<Ended>
}

export const startReceiverProcess = async (
  processes: Processes,
  kind: string,
  options: readonly string[] = [],
): Promise<ReceiverProcess> => {
  const child = processes.run(RECEIVERS, [kind, '--no-receipts', ...options])
  const line = (index: number): Promise<string> =>
    until(`line ${index} of the receiver`, () => child.stdout().split('\n').slice(0, -1)[index], 60_000, 2)
  const { url, config } = JSON.parse(await line(0)) as { url: string; config: Record<string, unknown> }
  let asked = 0
  return {
    url,
    config,
    counters: async () => {
      child.write('\n')
      return JSON.parse(await line(++asked)) as CountersWithProblems
    },
    end: () => {
      child.kill('SIGTERM')
      return child.exit
    },
  }
}
