import { readdirSync, readFileSync } from 'node:fs'

// Linux counts in hundredths of a second for all programs: getconf CLK_TCK.
const TICKS_PER_SECOND = 100

interface Stat {
  pid: number
  parent: number
  ticks: number
}

const statOf = (pid: number): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc(5): the name stands in brackets and may hold anything; then state, ppid, …, utime, stime, cutime, cstime.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { pid, parent: Number(fields[1]), ticks }
  } catch {
    // It has ended meanwhile; its parent counts it from now on.
    return undefined
  }
}

const allStats = (): Stat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])

/** CPU seconds of a process with all below it, those that ended too. NaN where there is no /proc. */
export const cpuSecondsOf = (pid: number): number => {
  if (process.platform !== 'linux') return NaN
  const children = Map.groupBy(allStats(), ({ parent }) => parent)
  const below = (parent: number): number =>
    (children.get(parent) ?? []).reduce((sum, child) => sum + child.ticks + below(child.pid), 0)
  return (below(pid) + (statOf(pid)?.ticks ?? NaN)) / TICKS_PER_SECOND
}

const memoryMb = (pid: number, field: 'VmHWM' | 'VmRSS'): number => {
  if (process.platform !== 'linux') return NaN
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024
}

/** The memory that the process holds, in MB. NaN where there is no /proc. */
export const memoryMbOf = (pid: number): number => memoryMb(pid, 'VmRSS')

/** The most memory that the process ever held, in MB. NaN where there is no /proc. */
export const peakMemoryMbOf = (pid: number): number => memoryMb(pid, 'VmHWM')
