import { FINDINGS, type ShownFinding } from './findings.ts'

export const TARGETS = {
  shop: { kind: 'url', name: 'Shop', base_url: 'https://shop.example.com' },
  payments: { kind: 'url', name: 'Payments API', base_url: 'https://payments.example.com' },
  orders: { kind: 'repo', name: 'orders-service', base_url: 'https://git.example.com/acme/orders-service' },
  images: { kind: 'repo', name: 'Container images' },
  intranet: { kind: 'url', name: 'Intranet', base_url: 'https://intranet.example.com' },
} as const

export type TargetName = keyof typeof TARGETS

export interface PlannedScan {
  hoursAgo: number
  target: TargetName
  profile: string
  tookMinutes: number
  grade?: string
  score?: number
  /** A file of samples/, or what was found by hand. */
  findings: string | readonly ShownFinding[]
  /** It failed with these words. */
  error?: string
}

const found = (...names: (keyof typeof FINDINGS)[]): readonly ShownFinding[] => names.map((name) => FINDINGS[name])

const scan = (
  hoursAgo: number,
  target: TargetName,
  findings: PlannedScan['findings'],
  rest: Partial<PlannedScan> = {},
) => ({
  hoursAgo,
  target,
  findings,
  profile: 'nightly',
  tookMinutes: 4 + ((hoursAgo * 7) % 23),
  ...rest,
})

/** A week of scans, oldest first. */
export const SCANS: readonly PlannedScan[] = [
  scan(166, 'shop', 'zap.json', { grade: 'C', score: 64 }),
  scan(143, 'orders', 'semgrep-orders.sarif', { grade: 'B', score: 78 }),
  scan(121, 'images', 'trivy-image.json'),
  scan(97, 'intranet', 'nuclei.jsonl', { profile: 'weekly', grade: 'C', score: 61 }),
  scan(72, 'shop', found('cookie', 'version'), { grade: 'B', score: 74 }),
  scan(49, 'payments', [], { grade: 'A', score: 95 }),
  scan(23, 'shop', found('cookie', 'version', 'redirect'), { grade: 'B', score: 71 }),
  scan(22, 'orders', [], { profile: 'push', tookMinutes: 2 }),
  scan(20, 'payments', found('refund'), { grade: 'C', score: 66 }),
  scan(18, 'images', found('storage')),
  scan(17, 'shop', found('cookie', 'version', 'redirect', 'coupon'), { profile: 'push', grade: 'C', score: 66 }),
  scan(15, 'orders', [], { profile: 'push', tookMinutes: 2 }),
  scan(13, 'intranet', [], { error: 'the scanner ran out of memory after 1,204 of 3,310 pages' }),
  scan(11, 'shop', found('cookie', 'version', 'upload', 'limit'), { profile: 'push', grade: 'C', score: 62 }),
  scan(9, 'payments', found('refund', 'webhook'), { profile: 'push', grade: 'D', score: 48 }),
  scan(8, 'orders', [], { profile: 'push', tookMinutes: 1 }),
  scan(6, 'shop', found('cookie', 'version', 'token', 'basket'), { profile: 'push', grade: 'D', score: 41 }),
  scan(5, 'payments', found('webhook'), { profile: 'push', grade: 'C', score: 58 }),
  scan(3, 'images', [], { profile: 'push' }),
  scan(2, 'orders', [], { profile: 'push', tookMinutes: 2 }),
  scan(1, 'shop', found('cookie', 'version', 'token', 'basket', 'limit'), { profile: 'push', grade: 'D', score: 44 }),
]
