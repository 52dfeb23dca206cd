import type { Task } from '../../models/manifest.ts'
import type { Params } from '../../pipeline/params.ts'

/** What every node with a model lets one set; `task`: what its model has to be made for. */
export const modelParams = (task: Task) =>
  ({
    model: {
      type: 'model',
      task,
      positional: true,
      required: true,
      summary:
        'Name of a model of the context (`gaze model list` shows them, `gaze model add` adds one); in `gaze pipeline run` also the path of an ONNX file.',
    },
    threshold: {
      type: 'number',
      min: 0,
      max: 1,
      summary: "Least score; the model's own default where it is not named.",
    },
    device: {
      type: 'string',
      default: 'cpu',
      summary:
        'Where the model runs: cpu, or what ONNX Runtime offers on the machine (cuda, coreml, dml, …); the CPU steps in for one that is not there, and it is said.',
    },
    threads: {
      type: 'integer',
      default: 0,
      min: 0,
      max: 256,
      summary:
        'Threads of one run; 0: in `pipeline run` up to four processes share all cores, a stream takes those of its `--cpu`, else half of them.',
    },
  }) as const satisfies Params
