import { Button, Modal } from '@mantine/core'
import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router'
import classes from './parts.module.css'

/** A jump within the page leaves nothing. */
const leavesPage: ShouldBlockFn = ({ current, next }) => current.pathname !== next.pathname

/** Asks before a page is left, or the tab closed, whose form holds what is not saved. */
export const Unsaved = ({ isChanged }: { isChanged: boolean }) => {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: leavesPage,
    enableBeforeUnload: true,
    disabled: !isChanged,
    withResolver: true,
  })
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title="Leave without saving?">
      <div className={classes.dialog}>
        <p>What you changed here is not saved, and is lost once you leave.</p>
        <div className={classes.dialogactions}>
          <Button variant="default" onClick={() => reset?.()} data-autofocus>
            Stay here
          </Button>
          <Button color="red.9" onClick={() => proceed?.()}>
            Leave
          </Button>
        </div>
      </div>
    </Modal>
  )
}
