import { describe, expect, it } from 'vitest'
import { nodeTypes } from '../../../src/runtime/nodes/registry.ts'
import { runCli } from '../../support/cli.ts'

describe('gaze node', () => {
  it('lists every building block', async () => {
    const names = nodeTypes.map(({ name }) => name)
    expect((await runCli(['node', 'list', '-o', 'name'])).stdout).toBe(`${names.join('\n')}\n`)
    const nodes = JSON.parse((await runCli(['node', 'list', '--json'])).stdout)
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(names)
    expect(nodes.find(({ name }: { name: string }) => name === 'track')).toMatchObject({
      kind: 'node',
      takes: ['detections'],
      gives: ['tracks'],
      memory: true,
    })
  })

  it('shows parameters with ranges, units and defaults', async () => {
    const { params } = JSON.parse((await runCli(['node', 'show', 'count-line', '--json'])).stdout)
    const byName = Object.fromEntries(params.map((param: { name: string }) => [param.name, param]))
    expect(byName.line).toMatchObject({ type: 'line', required: true, positional: false })
    expect(byName.anchor).toMatchObject({ type: 'enum', values: ['centre', 'bottom'], default: 'centre' })
    expect(byName.hysteresis).toMatchObject({ type: 'number', min: 0, max: 0.5, unit: expect.any(String) })
    const { stdout } = await runCli(['node', 'show', 'motion'])
    expect(stdout).toMatch(/^motion \(node\): /)
    expect(stdout).toMatch(/^keep +duration +0s to 24h +60s /m)
  })

  it('knows a node that is meant', async () => {
    const { code, stdout, stderr } = await runCli(['node', 'show', 'moton', '--json'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'NODE_NOT_FOUND',
      details: { suggestion: 'motion' },
    })
  })
})
