import type { Manifest } from '../manifest.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Bounds } from './bounds.ts'

/** Domains whose operators ONNX Runtime has. */
const KNOWN_DOMAINS = /^(ai\.onnx\.ml|com\.microsoft(\..+)?|com\.ms\..+|ai\.onnx\.preview(\..+)?)\./

/** What ONNX Runtime says of operators, or versions of them, that it does not know. */
const TOO_NEW = /opset|No Op registered|not implemented|could not find an implementation/i

/** What in the graph, or of what is said, may be why it cannot be loaded. */
export const hintForLoading = ({ operators, opsets }: Graph, why: string): string => {
  const own = [...operators.keys()].filter((type) => type.includes('.') && !KNOWN_DOMAINS.test(type))
  if (own.length > 0)
    return `Export it without the operators ${own.slice(0, 5).join(', ')}: they are of no domain that ONNX Runtime knows`
  if (/IR version/.test(why))
    return `Export it again with an earlier version of onnx, or save it in an earlier format: python -c "import onnx; m = onnx.load('model.onnx'); m.ir_version = 10; onnx.save(m, 'model.onnx')"`
  if (!TOO_NEW.test(why))
    return 'Export it again; check-model FILE, of the Python package onnx, says more of what is wrong with it'
  return `Export it again with an earlier operator set (it has ${opsets.get('') ?? 'none'}), such as opset 17, and without what is fused for one device`
}

/** What is said of a trial for which there was not memory enough. */
const TOO_MUCH = /allocate|bad_alloc|SIGKILL|SIGABRT/

export const hintForRunning = ({ family }: Manifest, why: string, { bytes }: Bounds): string =>
  TOO_MUCH.test(why)
    ? `For one picture it wants more memory than the ${(bytes / 1e9).toFixed(1)} GB that it may have here: use one with a smaller input, or do not use it at all, if nobody expects that of it`
    : `Look whether it runs where it was made; if it is not of the family ${family}, gaze model add FILE --family F says which`
