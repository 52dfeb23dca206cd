/** One coordinate: position and velocity with their covariance. */
export interface Axis {
  position: number
  velocity: number
  /** Variances of position and velocity, and their covariance. */
  pp: number
  pv: number
  vv: number
}

/** Velocity is unknown at first: `spread` is its standard deviation, a second. */
export const startAxis = (position: number, noise: number, spread: number): Axis => ({
  position,
  velocity: 0,
  pp: noise * noise,
  pv: 0,
  vv: spread * spread,
})

/**
 * Moves the axis on by `seconds` under the constant-velocity model with white acceleration noise of spectral
 * density `push`² (Bar-Shalom, Li & Kirubarajan, Estimation with Applications to Tracking, 2001, 6.2.2).
 */
export const predict = (axis: Axis, seconds: number, push: number): void => {
  const q = push * push
  axis.position += axis.velocity * seconds
  axis.pp += seconds * (2 * axis.pv + seconds * axis.vv) + (q * seconds ** 3) / 3
  axis.pv += seconds * axis.vv + (q * seconds ** 2) / 2
  axis.vv += q * seconds
}

/** Takes a measured position with standard deviation `noise` in. */
export const correct = (axis: Axis, measured: number, noise: number): void => {
  const total = axis.pp + noise * noise
  const gainP = axis.pp / total
  const gainV = axis.pv / total
  const off = measured - axis.position
  axis.position += gainP * off
  axis.velocity += gainV * off
  axis.vv -= gainV * axis.pv
  axis.pv -= gainP * axis.pv
  axis.pp -= gainP * axis.pp
}

/** Moves the axis on by one frame, the unit of its velocity, and adds noise of the given variances. */
export const predictFrame = (axis: Axis, position: number, velocity: number): void => {
  axis.position += axis.velocity
  axis.pp += 2 * axis.pv + axis.vv + position
  axis.pv += axis.vv
  axis.vv += velocity
}
