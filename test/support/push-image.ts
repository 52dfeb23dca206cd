import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** What an image of one empty layer says of itself. */
export interface TinyImage {
  readonly architecture?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly user?: string
  readonly entrypoint?: readonly string[]
}

export interface Pushed {
  readonly digest: string
  readonly sizeBytes: number
}

/** A registry of a test, by HTTP. */
export interface TestRegistry {
  /** Pushes one image. @returns The digest of its manifest */
  push(repository: string, tag: string, image?: TinyImage): Promise<Pushed>
  /** Pushes a list of images, one for each platform. */
  pushList(repository: string, tag: string, images: readonly TinyImage[]): Promise<Pushed>
  /** Forgets what was pushed. */
  clear(): Promise<void>
}

const OCI = 'application/vnd.oci.image'
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
/** A tar archive without a file. */
const LAYER = Buffer.alloc(1_024)

export const openTestRegistry = (host: string, login = ''): TestRegistry => {
  const pushed: string[] = []
  const headers = login === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }

  const call = async (url: string, method: string, body?: Buffer, type?: string): Promise<Response> => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      signal: AbortSignal.timeout(60_000),
    })
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const pushBlob = async (repository: string, bytes: Buffer) => {
    const digest = digestOf(bytes)
    const { headers: said } = await call(`http://${host}/v2/${repository}/blobs/uploads/`, 'POST')
    const at = new URL(said.get('location') ?? '', `http://${host}`)
    at.searchParams.set('digest', digest)
    await call(at.href, 'PUT', bytes, 'application/octet-stream')
    return { digest, size: bytes.length }
  }
  const pushManifest = async (repository: string, tag: string, type: string, document: object) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, ...document }))
    const url = `http://${host}/v2/${repository}/manifests`
    const digest = digestOf(bytes)
    await call(`${url}/${tag === '' ? digest : tag}`, 'PUT', bytes, type)
    pushed.push(`${url}/${digest}`)
    return { mediaType: type, digest, size: bytes.length }
  }
  const push = async (repository: string, tag: string, image: TinyImage = {}) => {
    const { architecture = 'amd64', labels = {}, user = '', entrypoint = ['/bin/true'] } = image
    const packed = gzipSync(LAYER)
    const config = Buffer.from(
      JSON.stringify({
        ...{ architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [digestOf(LAYER)] } },
        config: { Labels: labels, User: user, Entrypoint: entrypoint },
      }),
    )
    const layer = { mediaType: `${OCI}.layer.v1.tar+gzip`, ...(await pushBlob(repository, packed)) }
    const parts = { config: { mediaType: `${OCI}.config.v1+json`, ...(await pushBlob(repository, config)) } }
    const made = await pushManifest(repository, tag, `${OCI}.manifest.v1+json`, { ...parts, layers: [layer] })
    return { ...made, platform: { os: 'linux', architecture }, sizeBytes: packed.length + config.length }
  }
  return {
    push,
    pushList: async (repository, tag, images) => {
      const manifests = []
      for (const image of images) manifests.push(await push(repository, '', image))
      const { digest } = await pushManifest(repository, tag, `${OCI}.index.v1+json`, {
        manifests: manifests.map(({ sizeBytes: _, ...descriptor }) => descriptor),
      })
      return { digest, sizeBytes: manifests[0]?.sizeBytes ?? 0 }
    },
    clear: async () => {
      for (const url of pushed.splice(0).reverse())
        await fetch(url, { method: 'DELETE', headers, signal: AbortSignal.timeout(60_000) })
    },
  }
}
