import { startScan } from '../../test/webhook-load.ts'
import { postBare } from '../bare-client.ts'
import { cpuFigures, install } from '../installation.ts'
import { benchFindings } from '../load.ts'
import type { Row } from '../row.ts'
import { numberText } from '../table.ts'

const FINDINGS = 10_000

export const ingestRow: Row = {
  title: 'Findings taken in by one complete, until its 2xx',
  measure: async function* (bench) {
    await using site = await install(bench)
    const { api, receiver } = site
    const body = JSON.stringify({ findings: benchFindings(FINDINGS) })
    const complete = async (target: string): Promise<number> => {
      const scanId = await startScan(api, target)
      const start = performance.now()
      await api.upload(`/scans/${scanId}/complete`, new TextEncoder().encode(body))
      return (performance.now() - start) / 1000
    }
    await complete('warm up')
    const what = `${numberText(FINDINGS)} findings in one request`
    for (let run = 1; ; run += 1) {
      await site.settled()
      bench.tell(`${FINDINGS} findings, ${(body.length / 1e6).toFixed(1)} MB`)
      const before = site.cpu()
      const seconds = await complete(`run ${run}`)
      const after = site.cpu()
      const message = { path: '/complete', headers: { 'content-type': 'application/json' }, body }
      const bare = await postBare(receiver.origin, [message], 1, 1)
      yield [
        {
          what,
          unit: '/s',
          value: FINDINGS / seconds,
          bare: FINDINGS / bare.seconds,
          asked: { atLeast: 8000 },
        },
        ...cpuFigures(what, FINDINGS, before, after),
      ]
    }
  },
}
