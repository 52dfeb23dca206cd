import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Described {
  readonly summary?: string
  readonly examples?: readonly unknown[]
  readonly flags: Readonly<Record<string, { readonly summary?: string; readonly description?: string }>>
  readonly args: Readonly<Record<string, { readonly description?: string }>>
}

/** Every command that this version promises. */
const DUE = `
deploy, deploy history, deploy rollback, undeploy,
up, down, status, apply, export, version, completion, config show, context list, context use, context show, context add, context remove, doctor,
image add, image build, image list, image show, image remove,
stream scale, stream list, stream show, stream restart, stream remove, stream send, stream why,
logs tail, output tail, pipeline run, pipeline check, node list, node show,
model add, model list, model show, model check, model bench, model remove
`
  .split(',')
  .map((words) => words.trim().replace(' ', ':'))

/** The commands that change nothing that lasts. */
const READS =
  'status, export, version, completion, complete, config show, context list, context show, doctor, deploy history, ' +
  'image list, image show, stream list, stream show, stream send, stream why, logs tail, output tail, pipeline run, ' +
  'pipeline check, node list, node show, model list, model show, model check'

const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as {
  commands: Readonly<Record<string, Described>>
}

describe('commands', () => {
  it.each(DUE)('%s exists', (id) => {
    expect(Object.keys(commands)).toContain(id)
  })

  it.each(Object.entries(commands))(
    '%s has a summary, examples, and a line on each flag and argument',
    (id, command) => {
      expect(command.summary, `summary of ${id}`).toMatch(/^[A-Z].*\.$/)
      expect(command.examples?.length, `examples of ${id}`).toBeGreaterThan(0)
      for (const [name, flag] of Object.entries(command.flags))
        expect(flag.summary ?? flag.description, `--${name}`).toBeTruthy()
      for (const [name, arg] of Object.entries(command.args)) expect(arg.description, name).toBeTruthy()
    },
  )

  it('that change something can say what they would do', () => {
    const reads = READS.split(', ').map((words) => words.replace(' ', ':'))
    const changing = Object.entries(commands).filter(([id]) => !reads.includes(id))
    expect(changing.filter(([, { flags }]) => flags['dry-run'] === undefined).map(([id]) => id)).toEqual([])
  })

  it.each(Object.entries(commands))('%s takes the flags of every command', (_, { flags }) => {
    expect(Object.keys(flags)).toEqual(
      expect.arrayContaining(['context', 'state-dir', 'json', 'quiet', 'debug', 'no-color', 'help']),
    )
  })
})
