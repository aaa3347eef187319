import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Component {
  'bom-ref': string
  properties?: { name: string; value: string }[]
}

interface Bill {
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

const COMMAND = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']

const isForDevelopment = ({ properties = [] }: Component): boolean =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')

// Not `--omit dev`: npm leaves out with it what both the product and a tool of its development need.
const root = fileURLToPath(new URL('../', import.meta.url))
const bill = JSON.parse(execFileSync('npm', COMMAND, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })) as Bill
const left = new Set(bill.components.filter(isForDevelopment).map((component) => component['bom-ref']))
const kept = {
  ...bill,
  components: bill.components.filter((component) => !left.has(component['bom-ref'])),
  dependencies: bill.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => !left.has(other)) })),
}
process.stdout.write(`${JSON.stringify(kept, null, 2)}\n`)
