import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/runtime/package-root.ts'

/** A Python of its own in .cache with what a requirements file in bench/peers names; its path. */
export const preparePython = (requirements: string): string => {
  const home = join(packageRoot, '.cache', requirements.replace(/\W+/g, '-').replace(/-txt$/, ''))
  const python = join(home, 'bin', 'python')
  const wanted = join(packageRoot, 'bench', 'peers', requirements)
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' })
  execFileSync(python, ['-m', 'pip', 'install', '-q', '-r', wanted], { stdio: 'inherit' })
  return python
}
