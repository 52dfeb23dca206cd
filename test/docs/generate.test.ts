import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorPage } from '../../docs/generator/errors.ts'
import { nodePage } from '../../docs/generator/nodes.ts'
import { schemaPage } from '../../docs/generator/schema.ts'
import { siteSchemaPage } from '../../docs/generator/site-schema.ts'
import { KINDS } from '../../src/runtime/control/site-file/form.ts'
import { ERRORS } from '../../src/runtime/errors.ts'
import { nodeTypes } from '../../src/runtime/nodes/registry.ts'

describe('generated documents', () => {
  it('docs/errors.md is the table of the code, each code with its exit code', () => {
    const page = readFileSync('docs/errors.md', 'utf8')
    expect(page).toBe(errorPage())
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d) \|/gm)].map(([, code, exit]) => [
      code,
      Number(exit),
    ])
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(ERRORS).map(([code, { exit }]) => [code, exit])),
    )
  })

  it('docs/nodes.md has every node and parameter of the registry', () => {
    expect(readFileSync('docs/nodes.md', 'utf8')).toBe(nodePage())
    for (const type of nodeTypes) {
      expect(nodePage()).toContain(`## ${type.name}\n`)
      for (const name of Object.keys(type.params)) expect(nodePage()).toContain(`| \`${name}\` |`)
    }
  })

  it('docs/pipeline.schema.json knows every node and parameter of the registry', () => {
    expect(readFileSync('docs/pipeline.schema.json', 'utf8')).toBe(schemaPage())
    for (const type of nodeTypes) {
      const rule = JSON.parse(schemaPage()).$defs.node.allOf.find(
        (each: { if: { properties: { type: { const: string } } } }) =>
          each.if.properties.type.const === type.name,
      )
      expect(Object.keys(rule.then.properties.params.properties)).toEqual(Object.keys(type.params))
    }
  })

  it('docs/site.schema.json knows every kind and field of files that gaze apply reads', () => {
    expect(readFileSync('docs/site.schema.json', 'utf8')).toBe(siteSchemaPage())
    const { $defs } = JSON.parse(siteSchemaPage())
    for (const [kind, fields] of Object.entries(KINDS))
      expect(Object.keys($defs[kind].properties.spec.properties)).toEqual(Object.keys(fields))
  })
})
