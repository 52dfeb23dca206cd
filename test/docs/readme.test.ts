import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { runCli } from '../support/cli.ts'

it('the tour of README shows what its first command prints', async () => {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
  const [, statement = '', shown = ''] =
    /\$ gaze pipeline run '([^']+)'\n([\s\S]*?)(?=run: |```)/.exec(readme) ?? []
  expect(shown).toContain('gaze.line.crossed')
  const { code, stdout } = await runCli(['pipeline', 'run', statement])
  expect(code).toBe(0)
  expect(stdout).toBe(shown)
})
