import { Button, Modal } from '@mantine/core'
import { Copy } from './copy.tsx'
import classes from './parts.module.css'

interface ShownOnceProps {
  title: string
  /** Undefined: nothing to show. */
  secret: string | undefined
  onClose: () => void
}

/** A secret that the service tells this once. Closing takes a deliberate step. */
export const ShownOnce = ({ title, secret, onClose }: ShownOnceProps) => (
  <Modal
    opened={secret !== undefined}
    onClose={onClose}
    title={title}
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <div className={classes.dialog}>
      <p>It is shown only now. Store it where you keep secrets; nobody can read it again.</p>
      <code className={classes.secret}>{secret}</code>
      <div className={classes.dialogactions}>
        <Copy text={secret ?? ''} />
        <Button onClick={onClose}>I have stored it</Button>
      </div>
    </div>
  </Modal>
)
