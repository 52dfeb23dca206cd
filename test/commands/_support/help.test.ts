import { describe, expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'

describe('help', () => {
  it.each(['image', 'context', 'config', 'output'])('gaze %s prints its verbs and exits 0', async (noun) => {
    const { code, stdout, stderr } = await runCli([noun])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`$ gaze ${noun} COMMAND`)
  })

  it.each([[[]], [['--help']], [['-h']], [['help']]])('gaze %j lists the commands', async (args) => {
    const { code, stdout } = await runCli(args)
    expect(code).toBe(0)
    for (const word of ['image', 'stream', 'version'])
      expect(stdout).toMatch(new RegExp(`^ {2}${word} `, 'm'))
    expect(stdout).not.toMatch(/^ {2}complete /m)
  })

  it.each([[['image', 'list', '--help']], [['help', 'image', 'list']]])(
    'gaze %j explains the command',
    async (args) => {
      const { code, stdout } = await runCli(args)
      expect(code).toBe(0)
      for (const text of ['--no-headers', '--context', 'EXAMPLES']) expect(stdout).toContain(text)
    },
  )
})
