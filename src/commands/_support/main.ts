import { decideColor } from '../../runtime/config.ts'
import { enableCompileCache } from './compile-cache.ts'

enableCompileCache()
const argv = process.argv.slice(2)
const color = decideColor(argv, process.stdout.isTTY === true)
// What prints in colour is loaded only now that the decision is made.
const { runCommandLine } = await import('./run.ts')
await runCommandLine(argv, color)
