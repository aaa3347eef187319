import type { ReactNode } from 'react'
import { KIND_TITLES, type Kind } from '../api/vocabulary.ts'
import classes from './parts.module.css'

/** A sign of our own for each kind, in its colour: no vendor's logo. */
const SIGNS: Record<Kind, { colour: string; sign: ReactNode }> = {
  slack: {
    colour: '#4a154b',
    sign: <path d="M9 5v10M15 9v10M5 9h10M9 15h10" />,
  },
  teams: { colour: '#4b53bc', sign: <path d="M6 7h12M12 7v11" strokeWidth="2.6" /> },
  google_chat: {
    colour: '#17803d',
    sign: <path d="M5 6.5h14v9h-8l-3.5 3v-3H5z" />,
  },
  discord: {
    colour: '#5058d8',
    sign: (
      <>
        <path d="M6 16c-1-4 0-7 1.5-9 3-1 6-1 9 0 1.5 2 2.5 5 1.5 9-1 1-2 1.5-3 1.500M6 16c1 1 2 1.5 3 1.5" />
        <path d="M9.5 12.500v.1M14.5 12.500v.1" strokeWidth="2.6" />
      </>
    ),
  },
  pagerduty: { colour: '#04703a', sign: <path d="M8 19v-3M8 13V5h4.500a4 4 0 0 1 0 8z" /> },
  opsgenie: {
    colour: '#1558bc',
    sign: (
      <>
        <circle cx="12" cy="8" r="3" />
        <path d="M6 14c1.5 2.5 3.5 4 6 5 2.5-1 4.5-2.5 6-5" />
      </>
    ),
  },
  splunk: { colour: '#2b3033', sign: <path d="m7 6 10 5v2L7 18" strokeWidth="2.4" /> },
  webhook: {
    colour: '#a32f5c',
    sign: (
      <>
        <circle cx="12" cy="7" r="2.2" />
        <circle cx="7" cy="16" r="2.2" />
        <circle cx="17" cy="16" r="2.2" />
        <path d="m11 9-3 5M13 9l3 5M9.5 16h5" />
      </>
    ),
  },
  github: {
    colour: '#24292f',
    sign: (
      <>
        <circle cx="12" cy="12" r="7" />
        <circle cx="12" cy="12" r="1.4" fill="currentColor" />
      </>
    ),
  },
  jira: { colour: '#1558bc', sign: <path d="m12 5 7 7-7 7-7-7zM12 9.500l2.5 2.5-2.5 2.500L9.5 12z" /> },
}

const isKind = (kind: string): kind is Kind => kind in SIGNS

export const kindTitle = (kind: string): string => (isKind(kind) ? KIND_TITLES[kind] : kind)

/** Decorates a name that stands beside it. */
export const KindMark = ({ kind, size = 28 }: { kind: string; size?: number }) => {
  const { colour, sign } = isKind(kind) ? SIGNS[kind] : { colour: '#5a6663', sign: null }
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill={colour} />
      {/* Sets dark ones off from a dark page. */}
      <rect x="0.5" y="0.5" width="23" height="23" rx="5.5" fill="none" stroke="#fff" strokeOpacity="0.16" />
      <g fill="none" stroke="#fff" color="#fff" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round">
        {sign}
      </g>
    </svg>
  )
}
