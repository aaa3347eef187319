import calculator from 'ae-cvss-calculator'

/** Scoring a version 4 vector takes 0.16 ms, and a report repeats few vectors often. */
const KNOWN_VECTORS = 5000
const known = new Map<string, Cvss | undefined>()

export interface Cvss {
  vector: string
  /** 0 to 10 */
  score: number
}

/** A CVSS 2.0, 3.0, 3.1 or 4.0 vector with its score; undefined for what is none or lacks a base metric. */
export const cvssOf = (vector: string | undefined): Cvss | undefined => {
  const text = vector?.trim().replace(/^\((.*)\)$/, '$1')
  if (!text || !/^(?:CVSS:(?:3\.[01]|4\.0)\/|AV:)[A-Za-z:/]{1,190}$/.test(text)) return undefined
  if (known.has(text)) return known.get(text)
  if (known.size >= KNOWN_VECTORS) known.clear()
  const cvss = scored(text)
  known.set(text, cvss)
  return cvss
}

const scored = (vector: string): Cvss | undefined => {
  const parsed = parse(vector)
  if (!parsed?.isBaseFullyDefined()) return undefined
  return { vector, score: parsed.calculateScores().overall }
}

interface ParsedVector {
  isBaseFullyDefined(): boolean
  calculateScores(): { overall: number }
}

/** The library gives null for a metric that it does not know; its type says `any`. */
const parse = (vector: string): ParsedVector | null => calculator.fromVector(vector) as ParsedVector | null
