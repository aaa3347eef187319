import { createLog } from '../../src/log.ts'
import { startEmbedded } from '../../src/store/embedded.ts'
import { runRotation } from '../../test/rotation-run.ts'
import type { Row } from '../row.ts'

const ROTATION = { secrets: 10_000, writers: 10, kills: 10 }

export const rotateRow: Row = {
  title:
    `Rotation of ${ROTATION.secrets} secrets, killed -9 ${ROTATION.kills} times, while ${ROTATION.writers} writers ` +
    'change them and deliveries run',
  runs: 1,
  measure: async function* ({ processes, tell }) {
    for (;;) {
      tell('rotating')
      const embedded = await startEmbedded(await processes.folder(), createLog('error'))
      const run = await runRotation(processes, embedded.connection, ROTATION).finally(embedded.stop)
      const left = run.keys.filter(({ role }) => role !== 'encrypts').reduce((sum, { total }) => sum + total, 0)
      yield [
        { what: 'took', unit: 's', value: run.seconds },
        { what: 'changes meanwhile', unit: '', value: run.changes },
        { what: 'changes lost', unit: '', value: run.wrongSecrets, asked: { atMost: 0 } },
        { what: 'deliveries meanwhile', unit: '', value: run.delivered },
        { what: 'failed attempts', unit: '', value: run.failedAttempts, asked: { atMost: 0 } },
        { what: 'malformed', unit: '', value: run.problems.length, asked: { atMost: 0 } },
        { what: 'rows left on the old key', unit: '', value: left, asked: { atMost: 0 } },
        { what: 'exit code', unit: '', value: run.ended.code ?? NaN, asked: { atMost: 0 } },
      ]
    }
  },
}
