import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'

const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

it('no script of the package leaves a temporary file, the build before the demo among them', () => {
  const withTsx = Object.values(scripts).filter((script) => script.includes('tsx'))
  for (const script of withTsx) expect(script).toMatch(/(^|&& )TSX_DISABLE_CACHE=1 node --import tsx \S+\.ts/)
  const temporary = mkdtempSync(join(tmpdir(), 'gaze-scripts-'))
  try {
    const env = { ...process.env, TMPDIR: temporary }
    const harmless = (scripts.build ?? '').replace('build.ts', 'test/house/sources.ts')
    execFileSync('sh', ['-c', harmless], { cwd: packageRoot, env })
    expect(readdirSync(temporary)).toEqual([])
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
})
