import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './parts.module.css'

export const FilterBar = ({ children }: { children: ReactNode }) => (
  <div className={classes.filters} role="search" aria-label="Filters">
    {children}
  </div>
)

interface FilterSelectProps<T extends string> {
  label: string
  /** Shown while nothing is picked: what stands for all. */
  all: string
  options: readonly { value: T; label: string }[]
  value: T | undefined
  pick: (value: T | undefined) => void
}

/** One filter of a list; nothing picked lets all through. */
export const FilterSelect = <T extends string>({ label, all, options, value, pick }: FilterSelectProps<T>) => (
  <Select
    size="xs"
    aria-label={label}
    placeholder={all}
    clearable
    clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    searchable={options.length > 8}
    data={[...options]}
    value={value ?? null}
    onChange={(picked) => pick(options.find((option) => option.value === picked)?.value)}
  />
)

/** Titles by value as options, in their order. */
export const optionsOf = <T extends string>(values: readonly T[], titles: Record<T, string>) =>
  values.map((value) => ({ value, label: titles[value] }))
