"""The usual Python way to count people in a clip: OpenCV decodes, ONNX Runtime runs YOLOX, supervision tracks and counts.

    python3 -m venv .cache/peers-video && .cache/peers-video/bin/pip install -r bench/peers/models/requirements-video.txt
    .cache/peers-video/bin/python bench/peers/models/video.py count MODEL CLIP [--line X,Y:X,Y] [--events FILE]
    .cache/peers-video/bin/python bench/peers/models/video.py bare MODEL [--runs N]

`count` goes from the file to counted crossings; the line is in 0-1 of the picture. `bare` runs the session on a ready
tensor: the speed that no pipeline around it can pass. Both take --threads (of ONNX Runtime; 0: its own choice) and
`count` also --cv-threads and --ahead (frames decoded ahead in a thread; 0: none), so that the best setting of this
machine can be found and used. One line of JSON: frames, seconds, fps, peakMemoryBytes, start-up not timed; `count` adds
in and out as supervision names the sides, which is the other way round than Gaze's count-line: compare their sum.
"""
import argparse
import json
import os
import resource
import time

import numpy as np

# Before it is loaded: otherwise it reports its sessions.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # noqa: E402

onnxruntime.set_default_logger_severity(3)


def open_session(options: argparse.Namespace) -> onnxruntime.InferenceSession:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    return onnxruntime.InferenceSession(options.model, settings, providers=["CPUExecutionProvider"])


def bare(options: argparse.Namespace) -> dict:
    session = open_session(options)
    entry = session.get_inputs()[0]
    tensor = np.random.default_rng(7).uniform(0, 255, entry.shape).astype(np.float32)
    for _ in range(5):
        session.run(None, {entry.name: tensor})
    start = time.perf_counter()
    for _ in range(options.runs):
        session.run(None, {entry.name: tensor})
    return timed(options.runs, start)


def timed(frames: int, start: float) -> dict:
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"frames": frames, "seconds": round(seconds, 3), "fps": round(frames / seconds, 2), "peakMemoryBytes": peak}


def count(options: argparse.Namespace) -> dict:
    # Only here: `bare` is measured without what it does not need.
    from counting import Counter, frames_of

    session = open_session(options)
    frames, rate, size = frames_of(options.clip, options.ahead, options.cv_threads)
    counter = Counter(session, rate, size, options.line, options.events)
    start, seen = time.perf_counter(), 0
    for frame in frames:
        counter.take(frame)
        seen += 1
    return timed(seen, start) | counter.close()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["count", "bare"])
    parser.add_argument("model")
    parser.add_argument("clip", nargs="?")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--cv-threads", type=int, default=-1)
    parser.add_argument("--ahead", type=int, default=0)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--line", default="0.75,0:0.75,1")
    parser.add_argument("--events", default="/dev/null")
    options = parser.parse_args()
    if options.what == "count" and not options.clip:
        parser.error("count needs a clip")
    return options


if __name__ == "__main__":
    options = parsed()
    print(json.dumps((count if options.what == "count" else bare)(options)))
