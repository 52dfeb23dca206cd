/** Gives the image of a plain registry another tag, so that it counts as another version; returns its reference. */
export const copyTag = async (reference: string, tag: string): Promise<string> => {
  const [, host = '', name = '', from = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? []
  const url = `http://${host}/v2/${name}/manifests`
  const accept =
    'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json'
  const manifest = await fetch(`${url}/${from}`, { headers: { accept }, signal: AbortSignal.timeout(10_000) })
  const put = await fetch(`${url}/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': manifest.headers.get('content-type') ?? '' },
    body: await manifest.text(),
    signal: AbortSignal.timeout(10_000),
  })
  if (!put.ok) throw new Error(`the registry answered ${put.status} to ${tag}`)
  return `${host}/${name}:${tag}`
}
