/** The one style of the page that describes the API; nothing in it comes from elsewhere. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --text: #1a202c; --soft: #4a5568; --back: #fff; --box: #f1f5f9; --line: #cbd5e1; --link: #1d4ed8 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e2e8f0; --soft: #a8b3c4; --back: #12161f; --box: #1f2733; --line: #3b4656; --link: #93c5fd }
}
html { scroll-padding-top: 1rem }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: var(--text); background: var(--back) }
a { color: var(--link) }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
nav { padding: 1rem; border-bottom: 1px solid var(--line); font-size: 0.9rem }
nav ul { list-style: none; margin: 0; padding: 0 }
nav summary { cursor: pointer; padding: 0.35rem 0; font-weight: 600 }
nav li a { display: block; padding: 0.2rem 0 0.2rem 1rem; text-decoration: none; overflow-wrap: anywhere }
main { padding: 1rem; max-width: 60rem }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) }
h3 { margin: 2rem 0 0.25rem; overflow-wrap: anywhere }
h4 { margin: 1rem 0 0.25rem }
code, pre { font: 0.875em/1.5 ui-monospace, monospace }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--box); padding: 0.75rem; border-radius: 6px }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
td, th { text-align: left; padding: 0.3rem 0.75rem 0.3rem 0; vertical-align: top; overflow-wrap: anywhere }
tr + tr td { border-top: 1px solid var(--line) }
td:first-child, th:first-child { width: 32% }
.soft { color: var(--soft) }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 20rem minmax(0, 1fr) }
  nav { position: sticky; top: 0; height: 100vh; box-sizing: border-box; overflow-y: auto; border-bottom: 0; border-right: 1px solid var(--line) }
  main { padding: 1rem 2.5rem }
}
`
