import { ActionIcon, Button, PasswordInput, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { CrossIcon, PlusIcon } from '../parts/icons.tsx'
import classes from './integrations.module.css'

interface PairsFieldProps {
  label: string
  description: ReactNode
  error: string | undefined
  value: unknown
  change: (value: Record<string, string>) => void
}

type Pair = readonly [name: string, value: string]

const pairsOf = (value: unknown): Pair[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text : ''])
    : []

/** Names with values, such as headers; the values may be secrets. */
export const PairsField = ({ label, description, error, value, change }: PairsFieldProps) => {
  const [pairs, setPairs] = useState(() => pairsOf(value))
  const write = (next: Pair[]): void => {
    setPairs(next)
    change(Object.fromEntries(next.filter(([name]) => name !== '')))
  }
  const replace = (at: number, pair: Pair): void => write(pairs.map((one, index) => (index === at ? pair : one)))
  return (
    <fieldset className={classes.pairs}>
      <legend className={classes.label}>{label}</legend>
      <p className={classes.description}>{description}</p>
      {pairs.map(([name, text], at) => (
        <div key={at} className={classes.pair}>
          <TextInput
            aria-label={`Name ${String(at + 1)}`}
            placeholder="Name"
            value={name}
            onChange={(event) => replace(at, [event.currentTarget.value, text])}
          />
          <PasswordInput
            aria-label={`Value ${String(at + 1)}`}
            placeholder="Value"
            autoComplete="off"
            value={text}
            onChange={(event) => replace(at, [name, event.currentTarget.value])}
          />
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`Remove ${name || 'the pair'}`}
            onClick={() => write(pairs.filter((_, index) => index !== at))}
          >
            <CrossIcon />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && <p className={classes.fault}>{error}</p>}
      <Button variant="default" size="xs" leftSection={<PlusIcon />} onClick={() => write([...pairs, ['', '']])}>
        Add one
      </Button>
    </fieldset>
  )
}
