import { beforeAll, describe, expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { createScene, finding, only, type Scene } from '../../test/scene.ts'
import { useService } from '../../test/service.ts'

const used = useService()
let scene: Scene
let id: string
beforeAll(async () => {
  scene = await createScene(used.service)
  const [webhook, opsgenie] = [await used.receive('webhook'), await used.receive('opsgenie')]
  await scene.integrate(webhook, { name: 'all', events: ['finding_changed'] })
  await scene.integrate(webhook, { name: 'off', enabled: false })
  await scene.integrate(webhook, { name: 'new ones only', events: ['finding_new'] })
  await scene.integrate(webhook, { name: 'worst only', severity_filter: 'critical' })
  await scene.integrate(webhook, { name: 'elsewhere', target_ids: [await scene.addTarget('code')] })
  await scene.integrate(opsgenie, { name: 'on call', events: ['scan_failed'] })
  await scene.scan([finding('Forged token', { severity: 'high' })])
  await scene.settled()
  id = (await scene.finding('Forged token')).id
})

const ACTS = {
  status: { verification_status: 'true_positive' },
  suppress: { reason: 'wont_fix' },
  unsuppress: {},
  recheck: { outcome: 'fixed' },
}

const foretell = async (act: keyof typeof ACTS) =>
  (await scene.request('POST', `/findings/${id}/dry-run`, { act, ...ACTS[act] })).body

interface Verdict {
  name: string
  verdict: string
}
const verdictsOf = (routing: unknown) =>
  (routing as Verdict[]).map(({ name, verdict }) => [name.replace(/ \d+$/, ''), verdict])

describe('what an act on a finding would do', () => {
  it.each(Object.keys(ACTS) as (keyof typeof ACTS)[])('is, of %s, what it then does', async (act) => {
    const told = await foretell(act)
    const before = itemsOf(await scene.request('GET', `/events?finding_id=${id}`)).length
    const body = act === 'unsuppress' ? undefined : ACTS[act]
    expect((await scene.request('POST', `/findings/${id}/${act}`, body)).status).toBe(200)
    await scene.settled()
    const fired = (await scene.events(`?finding_id=${id}`)).slice(before)
    expect(only(fired).data.change_summary).toBe(told.change_summary)
    expect(verdictsOf(told.routing)).toEqual(verdictsOf(only(fired).routing))
    expect(verdictsOf(told.routing)).toEqual([
      ['all', 'matched'],
      ['off', 'disabled'],
      ['new ones only', 'event_not_subscribed'],
      ['worst only', 'below_severity'],
      ['elsewhere', 'target_out_of_scope'],
      ['on call', 'event_not_subscribed'],
    ])
  })

  it('is nothing where nothing changes', async () => {
    expect(await foretell('unsuppress')).toEqual({ change_summary: null, routing: [] })
  })

  it('changes and fires nothing itself', async () => {
    const before = [await scene.finding('Forged token'), (await scene.events()).length]
    await foretell('suppress')
    await foretell('recheck')
    expect([await scene.finding('Forged token'), (await scene.events()).length]).toEqual(before)
  })
})
