import { type ReactNode, useId } from 'react'
import classes from './integrations.module.css'

interface ScopePickerProps {
  legend: string
  all: string
  some: string
  /** True: everything passes. */
  isAll: boolean
  choose: (all: boolean) => void
  fault: string | undefined
  /** How the some are picked. */
  children: ReactNode
}

/** All, which is the default, or some that are picked. */
export const ScopePicker = ({ legend, all, some, isAll, choose, fault, children }: ScopePickerProps) => {
  const name = useId()
  return (
    <fieldset className={classes.scope}>
      <legend className={classes.label}>{legend}</legend>
      <div className={classes.scopes}>
        <label className={classes.option}>
          <input type="radio" name={name} checked={isAll} onChange={() => choose(true)} /> {all}
        </label>
        <label className={classes.option}>
          <input type="radio" name={name} checked={!isAll} onChange={() => choose(false)} /> {some}
        </label>
      </div>
      {!isAll && <div className={classes.picks}>{children}</div>}
      {fault !== undefined && <p className={classes.fault}>{fault}</p>}
    </fieldset>
  )
}
