import type { Scan } from '../api/schemas.ts'
import { Badge, type Tone } from '../parts/badges.tsx'

const TONES: Record<Scan['status'], Tone> = { running: 'warn', done: 'ok', failed: 'bad' }
const TITLES: Record<Scan['status'], string> = { running: 'Running', done: 'Done', failed: 'Failed' }

export const ScanStatus = ({ status }: { status: Scan['status'] }) => (
  <span>
    <Badge tone={TONES[status]}>{TITLES[status]}</Badge>
  </span>
)
