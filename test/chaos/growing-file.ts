import { openSync, readSync } from 'node:fs'

/** Reads a file of JSON lines while others append to it: answers those that were added since the last time. */
export const openGrowing = <Line>(path: string): (() => Line[]) => {
  const file = openSync(path, 'a+')
  const buffer = Buffer.alloc(1 << 20)
  let offset = 0
  // Bytes, as a character may be cut in two.
  let rest = Buffer.alloc(0)
  return () => {
    const lines: Line[] = []
    for (let size = -1; size !== 0;) {
      size = readSync(file, buffer, 0, buffer.length, offset)
      offset += size
      const bytes = Buffer.concat([rest, buffer.subarray(0, size)])
      const end = bytes.lastIndexOf(10) + 1
      rest = bytes.subarray(end)
      for (const line of bytes.toString('utf8', 0, end).split('\n'))
        if (line !== '') lines.push(JSON.parse(line) as Line)
    }
    return lines
  }
}
