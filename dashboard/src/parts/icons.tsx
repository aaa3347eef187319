import type { ReactNode } from 'react'

const Icon = ({ children, size = 18 }: { children: ReactNode; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)

export const OverviewIcon = () => (
  <Icon>
    <rect x="3" y="3" width="6" height="7" rx="1" />
    <rect x="11" y="3" width="6" height="4" rx="1" />
    <rect x="3" y="13" width="6" height="4" rx="1" />
    <rect x="11" y="10" width="6" height="7" rx="1" />
  </Icon>
)

export const IntegrationsIcon = () => (
  <Icon>
    <circle cx="4.5" cy="10" r="2" />
    <circle cx="15.5" cy="4.5" r="2" />
    <circle cx="15.5" cy="15.5" r="2" />
    <path d="M6.5 10H9l4.6-4.4M9 10l4.6 4.4" />
  </Icon>
)

export const EventsIcon = () => (
  <Icon>
    <path d="M11.5 2.5 4 11.5h5l-.5 6 7.5-9h-5z" />
  </Icon>
)

export const DeliveriesIcon = () => (
  <Icon>
    <path d="M17 3 9 11M17 3l-5 14-3-6-6-3z" />
  </Icon>
)

export const FindingsIcon = () => (
  <Icon>
    <path d="M10 2.5 4 5v4.5c0 3.7 2.5 6.5 6 8 3.5-1.5 6-4.3 6-8V5zM10 7v3.2M10 13v.1" />
  </Icon>
)

export const ScansIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13.2 13.2 3.8 3.8" />
  </Icon>
)

export const SettingsIcon = () => (
  <Icon>
    <path d="M3 6h8m4 0h2M3 14h2m4 0h8" />
    <circle cx="13" cy="6" r="2" />
    <circle cx="7" cy="14" r="2" />
  </Icon>
)

export const MenuIcon = () => (
  <Icon>
    <path d="M3 6h14M3 10h14M3 14h14" />
  </Icon>
)

export const CheckIcon = ({ size = 14 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m4 10.5 4 4 8-9" strokeWidth="2.2" />
  </Icon>
)

export const CrossIcon = ({ size = 14 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m5 5 10 10M15 5 5 15" strokeWidth="2.2" />
  </Icon>
)

export const ExternalIcon = () => (
  <Icon size={13}>
    <path d="M8 4H4v12h12v-4M11 3h6v6M17 3l-8 8" />
  </Icon>
)

export const BackIcon = () => (
  <Icon size={14}>
    <path d="m12 4-6 6 6 6" />
  </Icon>
)

export const PlusIcon = () => (
  <Icon size={14}>
    <path d="M10 4v12M4 10h12" strokeWidth="2" />
  </Icon>
)

export const ReplayIcon = () => (
  <Icon size={14}>
    <path d="M4 10a6 6 0 1 0 2-4.5M6 2v4h4" strokeWidth="1.8" />
  </Icon>
)
