import type { KeyRing } from './key-ring.ts'

/** The row that an answer was given in. */
interface Place {
  workspaceId: string
  operation: string
  key: string
}

interface Sealed {
  token: string
  /** Empty in rows that are older than key names: every key is tried. */
  kid: string
}

const nameOf = ({ workspaceId, operation, key }: Place): string =>
  JSON.stringify(['answer', workspaceId, operation, key])

/** Encrypts recorded answers. The plaintext names its row: a token copied into another one, say of another workspace, stays shut. */
export const createAnswerSeal = (ring: KeyRing) => ({
  seal: (place: Place, text: string): Sealed => ring.encrypt(Buffer.from(`${nameOf(place)}\n${text}`), new Date()),
  open: (place: Place, { token, kid }: Sealed): string | undefined => {
    const head = `${nameOf(place)}\n`
    try {
      const text = Buffer.from(ring.decrypt(token, kid === '' ? undefined : kid)).toString()
      return text.startsWith(head) ? text.slice(head.length) : undefined
    } catch {
      return undefined
    }
  },
})
