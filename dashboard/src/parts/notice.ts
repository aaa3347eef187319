import { notifications } from '@mantine/notifications'

const SHOWN_MS = 4_000

/** Says that something was done. */
export const done = (message: string): void => {
  notifications.show({ message, color: 'sea', autoClose: SHOWN_MS })
}

/** Says what went wrong with something that has no place of its own on the page. */
export const failed = (error: Error): void => {
  notifications.show({ title: 'That did not work', message: error.message, color: 'red', autoClose: false })
}
