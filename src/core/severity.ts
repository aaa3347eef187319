/** The five severities, in rising order. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** 0 for `info` to 4 for `critical`. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity)

export const isAtLeast = (severity: Severity, floor: Severity): boolean => severityRank(severity) >= severityRank(floor)
