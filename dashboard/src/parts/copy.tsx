import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

export const Copy = ({ text, label = 'Copy' }: { text: string; label?: string }) => {
  const { copied, copy } = useClipboard({ timeout: 2000 })
  return (
    <Button variant="default" size="xs" onClick={() => copy(text)} aria-live="polite">
      {copied ? 'Copied' : label}
    </Button>
  )
}
