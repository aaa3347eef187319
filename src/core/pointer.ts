/** One step of a JSON Pointer at most this long: a pointer repeats names that the caller chose. */
const SEGMENT = 64
const POINTER = 256

const visible = (text: string): string => text.toWellFormed().replace(/\p{C}/gu, '\ufffd')

const segment = (step: PropertyKey): string => {
  const text = String(step)
  const cut = text.length > SEGMENT ? `${text.slice(0, SEGMENT - 1)}…` : text
  return `/${visible(cut).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** RFC 6901 pointer of a path; `''` for the whole value. Long names are cut, control characters replaced. */
export const pointerTo = (path: readonly PropertyKey[]): string => {
  const pointer = path.slice(0, SEGMENT).map(segment).join('')
  return pointer.length > POINTER ? `${pointer.slice(0, POINTER - 1).toWellFormed()}…` : pointer
}

const compareSteps = (left: string, right: string): number => {
  const byNumber = Number(left) - Number(right)
  if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber
  return left < right ? -1 : left > right ? 1 : 0
}

/** Orders pointers step by step, list positions as numbers: `/a/2` before `/a/10`. */
export const comparePointers = (left: string, right: string): number => {
  const lefts = left.split('/')
  const rights = right.split('/')
  for (let at = 0; at < Math.min(lefts.length, rights.length); at++) {
    const order = compareSteps(lefts[at] ?? '', rights[at] ?? '')
    if (order !== 0) return order
  }
  return lefts.length - rights.length
}
