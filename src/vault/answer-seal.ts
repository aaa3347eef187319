import type { KeyRing } from './key-ring.ts'

/** The row that an answer was given in. */
interface Place {
  workspaceId: string
  operation: string
  key: string
}

const nameOf = ({ workspaceId, operation, key }: Place): string =>
  JSON.stringify(['answer', workspaceId, operation, key])

/** Encrypts recorded answers. The plaintext names its row: a token copied into another one, say of another workspace, stays shut. */
export const createAnswerSeal = (ring: KeyRing) => ({
  seal: (place: Place, text: string): string =>
    ring.encrypt(Buffer.from(`${nameOf(place)}\n${text}`), new Date()).token,
  open: (place: Place, sealed: string): string | undefined => {
    const head = `${nameOf(place)}\n`
    try {
      const text = Buffer.from(ring.decrypt(sealed)).toString()
      return text.startsWith(head) ? text.slice(head.length) : undefined
    } catch {
      return undefined
    }
  },
})
