/** How Teams sets what a card leaves to its host, for the package `adaptivecards`. Sizes in pixels. */

const tone = (normal: string) => ({ default: normal, subtle: normal })

const container = (backgroundColor: string) => ({
  backgroundColor,
  foregroundColors: {
    default: { default: '#242424', subtle: '#616161' },
    accent: tone('#6264a7'),
    good: tone('#237b4b'),
    warning: tone('#835c00'),
    attention: tone('#c4314b'),
  },
})

const font = (fontFamily: string) => ({
  fontFamily,
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
})

export const TEAMS_LOOK = {
  fontTypes: {
    default: font("'Segoe UI', 'Open Sans', 'Helvetica Neue', Arial, 'Noto Color Emoji', sans-serif"),
    monospace: font("Consolas, Menlo, 'DejaVu Sans Mono', monospace"),
  },
  spacing: { small: 8, default: 12, medium: 20, large: 28, extraLarge: 36, padding: 16 },
  actions: { maxActions: 6, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8 },
  containerStyles: {
    default: container('#ffffff'),
    emphasis: container('#f0f0f0'),
    accent: container('#e8ebfa'),
    good: container('#e7f2da'),
    warning: container('#fbf0d9'),
    attention: container('#fcf4f6'),
  },
}
