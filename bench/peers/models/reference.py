"""Runs every model of the test data on every picture by the reference code of its family, and writes what it finds.

    python3 -m venv .cache/peers-models && .cache/peers-models/bin/pip install -r bench/peers/models/requirements.txt
    GAZE_TEST_DATA=DIR .cache/peers-models/bin/python bench/peers/models/reference.py [FOLDER] [--pictures]

FOLDER defaults to test/runtime/models/fixtures/reference; one file a model. --pictures makes the hard pictures anew, in
the folder `pictures` beside FOLDER. The pictures are those of the test data and the hard ones.

    settings                how the picture was prepared, thresholds and NMS
    pictures[NAME].size     width and height, upright: EXIF orientation is applied
    pictures[NAME].mean     of each channel of the tensor that the model was given, to find what differs
    pictures[NAME].found    best first: class, name, score, box [x1, y1, x2, y2] in pixels, landmarks

`found` reaches down to `settings.floor`; because NMS only lets better boxes drop worse ones, the part of it above any
higher threshold is what that threshold gives. Boxes are cut at the picture's edges, whatever the reference does.
"""
import json
import os
import sys
from pathlib import Path

import numpy as np

from peer import classifiers, deim, nanodet, pictures, ultraface, yolov8, yolox, yunet

ROOT = Path(__file__).resolve().parents[3]
PEERS = [yolox.PEER, nanodet.PEER, yolov8.PEER, deim.PEER, ultraface.PEER, yunet.PEER, *classifiers.PEERS]


def main() -> None:
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folder = Path(named[0]) if named else ROOT / "test/runtime/models/fixtures/reference"
    data = Path(os.environ["GAZE_TEST_DATA"])
    hard = folder.parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    if "--pictures" in sys.argv or not hard.exists():
        pictures.make(data / "images", hard)
    seen = {path.name: pictures.read(path) for path in pictures.paths(data / "images", hard)}
    for peer in PEERS:
        write(folder / f"{Path(peer['model']).stem}.json", report(peer, data / "models", seen))


def report(peer: dict, models: Path, seen: dict) -> dict:
    detect = peer["open"](models / peer["model"])
    return {
        "madeBy": "bench/peers/models/reference.py",
        **{key: peer[key] for key in ("model", "family", "sources", "settings")},
        "pictures": {name: result(detect, picture) for name, picture in seen.items()},
    }


def result(detect, picture: np.ndarray) -> dict:
    """`detect` takes a BGR picture and gives its tensor and the detections; those of a picture may be several lists."""
    height, width = picture.shape[:2]
    tensor, lists = detect(picture)
    means = tensor.astype(np.float64).mean(axis=(0, 2, 3)) if tensor.ndim == 4 else []
    return {
        "size": [width, height],
        "mean": [rounded(mean) for mean in means],
        **{key: [entry(detection, width, height) for detection in found] for key, found in lists.items()},
    }


def entry(detection: dict, width: int, height: int) -> dict:
    made = {**detection, "score": rounded(detection["score"])}
    if "box" in detection:
        edges = np.clip(np.array(detection["box"], np.float64), 0, [width, height, width, height])
        made["box"] = [rounded(edge) for edge in edges]
    if "landmarks" in detection:
        made["landmarks"] = [[rounded(x), rounded(y)] for x, y in detection["landmarks"]]
    return made


def rounded(value: float) -> float:
    return round(float(value), 4)


def write(path: Path, content: dict) -> None:
    head = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items() if key != "pictures"]
    lines = [f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in content["pictures"].items()]
    text = "{\n" + ",\n".join(head) + ',\n "pictures": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.write_text(text)
    print(f"{path.name:36} {len(text):7} bytes")


if __name__ == "__main__":
    main()
