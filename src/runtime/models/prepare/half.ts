/** IEEE 754 binary16 as Node 20 has no typed array for it: bits in a Uint16Array. */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** Rounds to the nearest half, ties to even; beyond the range: infinity. */
export const toHalf = (value: number): number => {
  float[0] = value
  const word = bits[0]!
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fff_ffff
  if (magnitude > 0x7f80_0000) return sign | 0x7e00
  if (magnitude >= 0x4780_0000) return sign | 0x7c00
  if (magnitude < 0x3880_0000) return sign | roundEven(Math.abs(float[0]!) * 2 ** 24)
  return sign | roundEven((magnitude - 0x3800_0000) / 2 ** 13)
}

const roundEven = (value: number): number => {
  const low = Math.floor(value)
  const rest = value - low
  if (rest !== 0.5) return Math.round(value)
  return low % 2 === 0 ? low : low + 1
}

export const fromHalf = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

let table: Float32Array | undefined

/** All halves of an array as float32, by a table of all 65,536. */
export const halvesToFloats = (halves: Uint16Array): Float32Array => {
  table ??= Float32Array.from({ length: 65_536 }, (_, half) => fromHalf(half))
  const floats = new Float32Array(halves.length)
  for (let at = 0; at < halves.length; at++) floats[at] = table[halves[at]!]!
  return floats
}
