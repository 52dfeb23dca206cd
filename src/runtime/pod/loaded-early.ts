/**
 * What most pipelines of cameras run, loaded beside the pod's own program: loaded one after the other, when each is
 * needed, they are a dozen waits for the disk before the first picture.
 */
import '../nodes/counting/line-counter.ts'
import '../nodes/counting/zone-node.ts'
import '../nodes/inference/open-detector.ts'
import '../nodes/inference/silence.ts'
import '../nodes/inference/stillness.ts'
import '../nodes/inference/tiles.ts'
import '../nodes/inference/work-ahead.ts'
import '../nodes/sources/read-file.ts'
import '../nodes/tracking/carry.ts'
import '../nodes/tracking/methods.ts'
