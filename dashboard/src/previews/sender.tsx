/** The sender's picture: a shield of our own. */
export const Sender = ({ className }: { className?: string | undefined }) => (
  <svg className={className} viewBox="0 0 36 36" aria-hidden="true">
    <rect width="36" height="36" fill="#0b5f59" />
    <path d="M18 7l9 3.4v7.2c0 5.6-3.7 9.6-9 11.6-5.3-2-9-6-9-11.6v-7.2z" fill="#fff" />
    <path d="M13.6 18.2l3.2 3.2 5.8-6.2" fill="none" stroke="#0b5f59" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
)
