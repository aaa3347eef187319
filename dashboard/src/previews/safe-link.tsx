import type { ReactNode } from 'react'

/** Whether `href` is an address of http or https. */
export const isWeb = (href: string): boolean =>
  URL.canParse(href) && ['https:', 'http:'].includes(new URL(href).protocol)

/** A link to the web, opened apart; only its content where `href` leads anywhere else. */
export const SafeLink = ({
  href,
  className,
  children,
}: {
  href: string | undefined
  className?: string | undefined
  children: ReactNode
}) =>
  href !== undefined && isWeb(href) ? (
    <a href={href} className={className} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span className={className}>{children}</span>
  )
