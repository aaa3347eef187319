import type { Figure, Row } from '../row.ts'
import { measureTicketKills } from '../ticket-kills.ts'

const TICKETS = 200
const KILLS = 20

export const ticketsRow: Row = {
  title: `${TICKETS} findings to four vendors by four workers, ${KILLS} of them killed by -9 between send and record`,
  runs: 1,
  onlyNamed: true,
  measure: async function* ({ processes, tell }) {
    for (;;) {
      tell('making tickets')
      const { kills, counts, problems, seconds } = await measureTicketKills(processes, TICKETS, KILLS)
      yield [
        { what: 'took', unit: 's', value: seconds },
        { what: 'killed', unit: '', value: kills, asked: { atLeast: KILLS } },
        { what: 'malformed', unit: '', value: problems.length, asked: { atMost: 0 } },
        ...Object.entries(counts).flatMap(([kind, count]): Figure[] => [
          { what: `${kind}: made`, unit: '', value: count.made },
          { what: `${kind}: made twice`, unit: '', value: count.duplicates, asked: { atMost: 0 } },
          { what: `${kind}: lost`, unit: '', value: count.lost, asked: { atMost: 0 } },
          { what: `${kind}: made by the dying`, unit: '', value: count.stranded },
          { what: `${kind}: sent again and merged`, unit: '', value: count.merged },
        ]),
      ]
    }
  },
}
