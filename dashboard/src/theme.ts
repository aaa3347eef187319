import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const sea: MantineColorsTuple = [
  '#e8f6f3',
  '#d2eae5',
  '#a6d5cb',
  '#76beb0',
  '#4fab99',
  '#37a08b',
  '#1f8c78',
  '#0f7565',
  '#0a6557',
  '#04483e',
]

/** Mantine's own are neutral greys, which look dirty beside the page's. */
const dark: MantineColorsTuple = [
  '#dfe7e4',
  '#b9c4c0',
  '#9caaa5',
  '#6f7d78',
  '#3a4541',
  '#2a3431',
  '#1f2725',
  '#171d1b',
  '#131816',
  '#101513',
]

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  colors: { sea, dark },
  defaultRadius: 6,
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 150, events: { hover: true, focus: true, touch: true } } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 10,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
  },
})

/** Mantine's own greys for secondary text fall below a contrast of 4.5. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#55625e',
    '--mantine-color-placeholder': '#66736f',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#17211e',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#cdd5d2',
  },
  dark: {
    '--mantine-color-dimmed': '#9caaa5',
    '--mantine-color-placeholder': '#93a19c',
    '--mantine-color-body': '#171d1b',
    '--mantine-color-text': '#e3eae7',
    '--mantine-color-error': '#ff9088',
    '--mantine-color-default-border': '#3a4541',
  },
})
