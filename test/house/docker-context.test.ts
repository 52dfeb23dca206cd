import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the build inside the runtime image has every file that build.ts imports', () => {
  const imported = [...readFileSync('build.ts', 'utf8').matchAll(/from '\.\/([^']+)'/g)].map(
    ([, file]) => file,
  )
  const sent = readFileSync('.dockerignore', 'utf8').split('\n')
  expect(imported).not.toEqual([])
  expect(imported.filter((file) => !sent.includes(`!${file}`))).toEqual([])
})
