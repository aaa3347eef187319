import { Button, type ButtonProps, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import classes from './parts.module.css'

interface ConfirmButtonProps extends ButtonProps {
  /** Of the button and of the question. */
  label: string
  title: string
  /** What happens and what stays. */
  children: ReactNode
  confirm: string
  /** What the way out is called. */
  keep?: string
  /** It adds rather than takes away. */
  mild?: boolean
  act: () => Promise<unknown>
}

/** A button whose act can't be undone: it asks first. */
export const ConfirmButton = (props: ConfirmButtonProps) => {
  const { label, title, children, confirm, keep = 'Keep it', mild = false, act, ...button } = props
  const [open, setOpen] = useState(false)
  const acting = useMutation({ mutationFn: act, onSuccess: () => setOpen(false) })
  const ask = (): void => {
    acting.reset()
    setOpen(true)
  }
  return (
    <>
      <Button variant="default" {...(!mild && { className: classes.grave ?? '' })} {...button} onClick={ask}>
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={title}>
        <div className={classes.dialog}>
          <div>{children}</div>
          {acting.isError && (
            <p role="alert" className={classes.refused}>
              {acting.error.message}
            </p>
          )}
          <div className={classes.dialogactions}>
            <Button variant="default" onClick={() => setOpen(false)} data-autofocus>
              {keep}
            </Button>
            <Button {...(!mild && { color: 'red.9' })} loading={acting.isPending} onClick={() => acting.mutate()}>
              {confirm}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
