import type { Severity } from '../core/severity.ts'

/** Scanners' own words. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['fatal', 'critical'],
  ['blocker', 'critical'],
  ['high', 'high'],
  ['error', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['warning', 'medium'],
  ['low', 'low'],
  ['note', 'low'],
  ['minor', 'low'],
  ['info', 'info'],
  ['information', 'info'],
  ['informational', 'info'],
  ['none', 'info'],
  ['negligible', 'info'],
])

/** undefined for a word that is not known. */
export const severityOfWord = (word: unknown): Severity | undefined =>
  typeof word === 'string' ? WORDS.get(word.trim().toLowerCase()) : undefined

/** The bands of CVSS 3.1 §5; undefined outside of 0 to 10. */
export const severityOfScore = (score: number | undefined): Severity | undefined => {
  if (score === undefined || !(score >= 0 && score <= 10)) return undefined
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return score > 0 ? 'low' : 'info'
}

/** The scanner's own word, else the band of the score, else medium. */
export const severityOf = (word: unknown, score?: number): Severity =>
  severityOfWord(word) ?? severityOfScore(score) ?? 'medium'
