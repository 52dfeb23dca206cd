import { decideColor } from '../../runtime/config.ts'
import { enableCompileCache } from './compile-cache.ts'

enableCompileCache()
const argv = process.argv.slice(2)
const color = decideColor(argv, process.stdout.isTTY === true)
if (argv[0] === '--version') {
  const { version } = await import('./version.ts')
  process.stdout.write(`gaze/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
  process.exit()
}
// What prints in colour is loaded only now that the decision is made.
const { runCommandLine } = await import('./run.ts')
await runCommandLine(argv, color)
