import { runKills } from '../../test/kill-run.ts'
import type { Row } from '../row.ts'

const DELIVERIES = 1000
const KILLS = 5

export const killRow: Row = {
  title: `${KILLS} kill -9 in the middle of ${DELIVERIES} deliveries of an embedded serve, restarted each time`,
  runs: 1,
  measure: async function* ({ processes, tell }) {
    for (;;) {
      tell('killing')
      const { kills, lost, problems, states } = await runKills(processes, DELIVERIES, KILLS)
      yield [
        {
          what: 'came twice, after the worst kill',
          unit: '',
          value: Math.max(...kills.map(({ duplicates }) => duplicates)),
          asked: { atMost: 100 },
        },
        {
          what: 'next message after the restart, at worst',
          unit: 's',
          value: Math.max(...kills.map(({ resumedMs }) => resumedMs)) / 1000,
          asked: { atMost: 65 },
        },
        { what: 'lost', unit: '', value: lost, asked: { atMost: 0 } },
        { what: 'malformed', unit: '', value: problems.length, asked: { atMost: 0 } },
        { what: 'delivered by the API', unit: '', value: states.delivered ?? 0, asked: { atLeast: DELIVERIES } },
      ]
    }
  },
}
