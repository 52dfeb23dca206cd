const SUFFIXES: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
}

/** What a Kubernetes quantity stands for: `500m` is 0.5, `1Ki` 1024; 0 for what is none. */
export const amountOf = (quantity: unknown): number => {
  const [, number = '', suffix = ''] = /^([-+.\deE]*?)([numkMGTPE]i?)?$/.exec(String(quantity)) ?? []
  return Number(number) * (SUFFIXES[suffix] ?? 1)
}
