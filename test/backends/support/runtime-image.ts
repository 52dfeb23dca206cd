import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What tests that need the runtime image name to `describeWith`. */
export const RUNTIME_IMAGE_NEEDS = ['GAZE_TEST_REGISTRY', 'GAZE_TEST_NODE_IMAGE', 'DOCKER_HOST'] as const

/** What the image is made of, as .dockerignore lets it in. */
const CONTEXT = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1))
  .concat('.dockerignore', 'Dockerfile')

const filesOf = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
    : [path]

const contentHash = (): string => {
  const hash = createHash('sha256')
  for (const file of CONTEXT.flatMap(filesOf))
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  return hash.digest('hex').slice(0, 16)
}

const isThere = async (registry: string, tag: string): Promise<boolean> => {
  const accept =
    'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json'
  const url = `http://${registry}/v2/gaze/runtime/manifests/${tag}`
  const { ok } = await fetch(url, {
    method: 'HEAD',
    headers: { accept },
    signal: AbortSignal.timeout(10_000),
  })
  return ok
}

/** Docker's own client, where there is also one without BuildKit. */
export const docker = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker'

/** One at a time, so that tests which need it at once build it once. */
const BUILD = `flock "$LOCK" sh -c '
  "$DOCKER" image inspect "$REF" >/dev/null 2>&1 ||
    DOCKER_BUILDKIT=1 "$DOCKER" build --network host --build-arg NODE_IMAGE="$NODE" -t "$REF" . &&
  "$DOCKER" push -q "$REF"'`

/**
 * The runtime image of these sources in the registry of the tests, as HOST/gaze/runtime:TAG; built and pushed where it is
 * not there yet.
 */
export const runtimeImage = async (): Promise<string> => {
  const { GAZE_TEST_REGISTRY: registry = '', GAZE_TEST_NODE_IMAGE: node = '' } = process.env
  const tag = contentHash()
  const ref = `${registry}/gaze/runtime:${tag}`
  if (await isThere(registry, tag)) return ref
  const env = {
    ...process.env,
    LOCK: join(tmpdir(), 'gaze-runtime-image.lock'),
    DOCKER: docker,
    REF: ref,
    NODE: node,
  }
  execFileSync('sh', ['-c', BUILD], { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000 })
  return ref
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await runtimeImage())
