// @vitest-environment jsdom
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exampleRequest } from '../../../scripts/example-request.ts'
import { EVENT_NAMES, type EventPayload } from '../../../src/core/event.ts'
import { sampleEvents } from '../../../src/core/sample.ts'
import { destinations } from '../../../src/destinations/index.ts'
import { hostileEvents } from '../../../test/describe-destination/hostile.ts'
import { MessagePreview } from './preview.tsx'
import type { PreviewRequest } from './request.ts'

const ALL = [...destinations.values()]
const SENT = ALL.flatMap((destination) =>
  EVENT_NAMES.filter((event) => destination.notSent?.[event] === undefined).map((event) => ({
    destination,
    kind: destination.kind,
    event,
  })),
)

const requestOf = (kind: (typeof ALL)[number], event: EventPayload): PreviewRequest => {
  const { method, url, headers, body } = exampleRequest(kind, event)
  return { method, url, headers, body: body ?? null }
}

// jsdom lays nothing out, so it has no `innerText`, through which the cards of Teams are written.
Object.defineProperty(HTMLElement.prototype, 'innerText', {
  set(this: HTMLElement, text: string) {
    this.textContent = text
  },
})

const mount = (preview: ReactNode): HTMLElement => {
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  root.render(preview)
  onTestFinished(() => {
    root.unmount()
    place.remove()
  })
  return place
}

/** Draws the message until it says `text`, since views are loaded when they are first drawn. */
const draw = async (kind: string, request: PreviewRequest, text: string | RegExp): Promise<HTMLElement> => {
  const place = mount(<MessagePreview kind={kind} request={request} />)
  await expect.poll(() => place.querySelector('article')?.textContent, { timeout: 20_000, interval: 5 }).toMatch(text)
  return place
}

/** Requests that change an alert name it by its key alone. */
const NAMELESS = new Set(['pagerduty finding_changed', 'opsgenie finding_changed'])

const HOSTILE = ['markup of all vendors', 'bidi and control characters', 'lone surrogates', 'nulls everywhere']

const linksOf = (place: HTMLElement): HTMLElement[] => Array.from(place.querySelectorAll<HTMLElement>('[href]'))

/** To a page of ours, or to the address that it says, of which it may leave out the end. */
const isHonest = (link: HTMLElement): boolean => {
  const href = link.getAttribute('href') ?? ''
  return href.startsWith('https://pencheff.example/') || href.startsWith(link.textContent.replace(/…$/, ''))
}

describe('the preview of a message', () => {
  it.each(SENT)('shows by $kind what $event says', async ({ destination, kind, event }) => {
    const { finding, target } = sampleEvents[event]
    if (NAMELESS.has(`${kind} ${event}`)) {
      await draw(kind, requestOf(destination, sampleEvents[event]), 'Acknowledges the alert')
      return
    }
    const place = await draw(kind, requestOf(destination, sampleEvents[event]), finding?.title ?? target.name)
    const message = place.querySelector('article')?.textContent
    expect(message).toMatch(finding ? /critical/i : new RegExp(target.name))
  })

  it.each(
    SENT.flatMap((one) =>
      hostileEvents(one.event)
        .filter(([label]) => HOSTILE.includes(label))
        .map(([label, payload]) => ({ ...one, label, payload })),
    ),
  )('shows by $kind of a hostile $event ($label) text and no more', async ({ destination, kind, payload }) => {
    const place = await draw(kind, requestOf(destination, payload), /./)
    expect(place.querySelectorAll('script, img, iframe, object, embed, form, style')).toHaveLength(0)
    const attributes = Array.from(place.querySelectorAll('*'), (element) => element.getAttributeNames()).flat()
    expect(attributes.filter((name) => name.startsWith('on') || name === 'srcdoc')).toEqual([])
    expect(linksOf(place).filter((link) => !isHonest(link))).toEqual([])
  })

  it('leads nowhere but to the web', async () => {
    const block = { type: 'actions', elements: [{ text: 'Open', url: 'javascript:alert(1)' }] }
    const request = { method: 'POST', url: '', headers: {}, body: JSON.stringify({ blocks: [block] }) }
    const place = await draw('slack', request, 'Open')
    expect(linksOf(place)).toEqual([])
  })

  it('shows the raw request one click away, and at once for a kind that it cannot draw', async () => {
    const request = { method: 'POST', url: 'https://a.example/x', headers: { a: 'b' }, body: '{"blocks":[]}' }
    const place = await draw('slack', request, /Pencheff/)
    expect(place.querySelector('details')).toMatchObject({ open: false })
    expect(place.querySelector('details pre')?.textContent).toBe(
      'POST https://a.example/x\na: b\n\n{\n  "blocks": []\n}',
    )
    const unknown = mount(<MessagePreview kind="unheard_of" request={request} />)
    await expect.poll(() => unknown.querySelector('details')?.open).toBe(true)
  })
})
