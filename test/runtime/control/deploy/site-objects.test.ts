import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { manifestFile } from '../../../../docs/generator/manifest.ts'
import { version } from '../../../../src/commands/_support/version.ts'
import { keyOf, idOf, type KubeObject, titleOf } from '../../../../src/runtime/control/deploy/object.ts'
import { defaultOptions } from '../../../../src/runtime/control/deploy/site/options.ts'
import { withImage, withNamespace, withSets } from '../../../../src/runtime/control/deploy/site/set-values.ts'
import { siteObjects } from '../../../../src/runtime/control/deploy/site/site-objects.ts'

interface Container {
  readonly name: string
  readonly image: string
  readonly resources: { readonly limits: unknown; readonly requests: unknown }
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly ports?: readonly { readonly containerPort: number }[]
}

const site = (...sets: string[]): KubeObject[] => siteObjects(withSets(defaultOptions(version), sets))
const titles = (objects: readonly KubeObject[]): string[] => objects.map((object) => titleOf(idOf(object)))
const named = (objects: readonly KubeObject[], title: string): KubeObject => {
  const found = objects.find((object) => titleOf(idOf(object)) === title)
  if (found === undefined) throw new Error(`no ${title}`)
  return found
}
// biome-ignore lint/suspicious/noExplicitAny: the test looks into manifests of many kinds
const fieldsOf = (object: KubeObject): any => object
const containers = (objects: readonly KubeObject[]): Container[] =>
  objects
    .map((object) => fieldsOf(object).spec?.template?.spec)
    .filter((spec) => spec !== undefined)
    .flatMap((spec) => [...(spec.initContainers ?? []), ...spec.containers])

describe('manifests/gaze.yaml', () => {
  it('is what a deploy with the defaults applies, object for object', async () => {
    const text = readFileSync('manifests/gaze.yaml', 'utf8')
    expect(text).toBe(await manifestFile())
    expect(parseAllDocuments(text).map((document) => document.toJS())).toEqual(
      JSON.parse(JSON.stringify(site())),
    )
  })
})

describe('siteObjects', () => {
  it('puts what others need first', () => {
    const order = titles(site())
    const inOrder = (a: string, b: string) =>
      expect(order.indexOf(a), `${a} before ${b}`).toBeLessThan(order.indexOf(b))
    expect(order[0]).toBe('namespace/gaze')
    inOrder('serviceaccount/info-update', 'deployment.apps/info-update')
    inOrder('role.rbac.authorization.k8s.io/info-update', 'rolebinding.rbac.authorization.k8s.io/info-update')
    inOrder('configmap/gaze', 'deployment.apps/gaze-server')
    inOrder('service/gaze-mongo', 'statefulset.apps/gaze-mongo')
    expect(new Set(site().map((object) => keyOf(idOf(object)))).size).toBe(order.length)
  })

  it('labels everything as part of gaze, volumes and pods too, and keeps it in the namespace', () => {
    const objects = siteObjects(withNamespace(defaultOptions(version), 'dock-7'))
    for (const object of objects) {
      expect(object.metadata.labels).toMatchObject({
        'app.kubernetes.io/part-of': 'gaze',
        'app.kubernetes.io/managed-by': 'gaze-deploy',
      })
      expect(object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace).toBe('dock-7')
    }
    const { spec } = fieldsOf(named(objects, 'statefulset.apps/gaze-mongo'))
    for (const part of [spec.template, ...spec.volumeClaimTemplates])
      expect(part.metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'gaze' })
    expect(JSON.stringify(objects)).not.toMatch(/namespace":"gaze"|gaze\.svc/)
  })

  it('gives every container limits and what Pod Security restricted asks for', () => {
    const all = containers(site())
    expect(all.map(({ name }) => name).sort()).toEqual(['first-start', 'gaze-server', 'info-update', 'mongo'])
    for (const { name, resources, securityContext } of all) {
      expect(resources, name).toMatchObject({
        limits: { cpu: expect.any(String), memory: expect.any(String) },
        requests: { cpu: expect.any(String), memory: expect.any(String) },
      })
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
  })

  it('has no password in it', () => {
    expect(titles(site()).filter((title) => title.startsWith('secret'))).toEqual([])
    expect(JSON.stringify(site())).not.toContain('mongodb://')
  })

  it('leaves the database out where the site brings its own', () => {
    const objects = site('mongodb.uriSecret=plant-mongodb')
    expect(titles(objects).filter((title) => title.includes('mongo'))).toEqual([])
    expect(JSON.stringify(objects)).not.toContain('gaze-mongo')
    for (const name of ['gaze-server', 'info-update'])
      expect(JSON.stringify(named(objects, `deployment.apps/${name}`))).toContain(
        '"secretName":"plant-mongodb"',
      )
  })

  it('closes 5001 everywhere at once', () => {
    const of = (objects: readonly KubeObject[]) =>
      JSON.stringify(
        objects.filter(({ metadata }) => metadata.name === 'gaze-server' || metadata.name === 'gaze'),
      )
    expect(of(site())).toContain('5001')
    expect(of(site('ingest.plain=false'))).not.toContain('5001')
  })

  it('starts pods again when what they are told changes, and only then', () => {
    const hash = (...sets: string[]) =>
      fieldsOf(named(site(...sets), 'deployment.apps/gaze-server')).spec.template.metadata.annotations[
        'gaze.dev/settings'
      ]
    expect(hash('server.replicas=2')).toBe(hash())
    expect(hash('ingest.plain=false')).not.toBe(hash())
    expect(hash('models.claim=models')).not.toBe(hash())
    expect(hash('models.claim=')).toBe(hash())
  })

  it('tells info-update of the volume that pods keep models in', () => {
    const data = fieldsOf(named(site('models.claim=models'), 'configmap/gaze')).data
    expect(JSON.parse(data['info-update.json'])).toMatchObject({ modelsClaim: 'models' })
  })
})

describe('--set', () => {
  it.each([
    ['mongdb.image=mongo:7', '--set mongodb.image=…'],
    ['mongodb.uri=x', '--set mongodb.uriSecret=…'],
    ['server.replica=2', '--set server.replicas=…'],
    ['image=a/b:1', '--image REF'],
  ])('%s is refused, and %s is offered', (set, hint) => {
    expect(() => site(set)).toThrow(expect.objectContaining({ code: 'USAGE', hint }))
  })

  it.each([
    'server.replicas=0',
    'server.replicas=two',
    'ingest.plain=no',
    'mongodb.memory=1 GB',
    'mongodb.image=Mongo:8',
    'mongodb.uriSecret=Mine',
    'mongodb.storage',
    'podSecurity.level=none',
  ])('%s is refused with what it takes', (set) => {
    expect(() => site(set)).toThrow(
      expect.objectContaining({ code: 'USAGE', why: expect.stringMatching(/ It takes /) }),
    )
  })

  it('takes the last of two, and values with = in them', () => {
    expect(
      fieldsOf(named(site('server.replicas=2', 'server.replicas=3'), 'deployment.apps/gaze-server')).spec
        .replicas,
    ).toBe(3)
    expect(() => site('mongodb.image=a=b')).toThrow(/not a value of mongodb.image/)
  })

  it.each(['cpu=512Mi', 'cpu=0.0', 'cpu=2k', 'memory=500m', 'memory=512', 'memory=0Gi', 'memory=2.Gi'])(
    'refuses server.%s, with which no pod could run',
    (set) => {
      expect(() => site(`server.${set}`)).toThrow(/not a value of server/)
    },
  )

  it.each(['server.cpu=1.5', 'server.cpu=250m', 'server.memory=0.5Gi', 'mongodb.storage=1.5T'])(
    'takes %s',
    (set) => {
      const [, value = ''] = set.split('=')
      expect(JSON.stringify(site(set))).toContain(`"${value}"`)
    },
  )

  it.each(['127.0.0.1:15000/gaze/runtime:1', 'gaze', `a.b/c@sha256:${'0'.repeat(64)}`])(
    'image %s',
    (image) => {
      expect(withImage(defaultOptions(version), image).image).toBe(image)
    },
  )

  it.each(['', 'a/B', 'a b', 'a:b:c', 'https://a/b'])('no image: "%s"', (image) => {
    expect(() => withImage(defaultOptions(version), image)).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    )
  })
})
