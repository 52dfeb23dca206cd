"""YOLOX by Megvii-BaseDetection/YOLOX: demo/ONNXRuntime/onnx_inference.py, yolox/data/data_augment.py (preproc),
yolox/utils/demo_utils.py (demo_postprocess, multiclass_nms)."""
from pathlib import Path

import cv2
import numpy as np

from .found import detections, suppress, suppress_by_class
from .names import COCO
from .session import session

SIDE, FLOOR, IOU = 416, 0.1, 0.45


def prepare(picture: np.ndarray) -> tuple[np.ndarray, float]:
    """BGR, 0-255, scaled to fit, at the top left of a grey (114) square."""
    height, width = picture.shape[:2]
    ratio = min(SIDE / height, SIDE / width)
    size = int(width * ratio), int(height * ratio)
    canvas = np.full((SIDE, SIDE, 3), 114, np.uint8)
    if min(size) > 0:
        canvas[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return canvas.transpose(2, 0, 1)[None].astype(np.float32), ratio


def grid() -> tuple[np.ndarray, np.ndarray]:
    """Of each row its cell (column, row) and its stride."""
    cells, strides = [], []
    for stride in (8, 16, 32):
        side = SIDE // stride
        y, x = np.mgrid[:side, :side]
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((side * side, 1), stride))
    return np.concatenate(cells), np.concatenate(strides)


def corners(rows: np.ndarray, cells: np.ndarray, strides: np.ndarray) -> np.ndarray:
    """Boxes as corners in pixels of the input."""
    centres = (rows[:, :2] + cells) * strides
    halves = np.exp(rows[:, 2:4]) * strides / 2
    return np.concatenate([centres - halves, centres + halves], 1)


def open_model(path: Path):
    model = session(path)

    def detect(picture: np.ndarray):
        tensor, ratio = prepare(picture)
        rows = model.run(None, {"images": tensor})[0][0]
        boxes, scores = corners(rows, *grid()), rows[:, 4:5] * rows[:, 5:]
        labels, best = scores.argmax(1), scores.max(1)
        above = best > FLOOR
        boxes, best, labels = boxes[above] / ratio, best[above], labels[above]
        agnostic = suppress(boxes, best, IOU, one=1)
        by_class = suppress_by_class(boxes, best, labels, IOU, one=1)
        return tensor, {
            "found": detections(boxes, best, labels, agnostic, COCO),
            "foundByClass": detections(boxes, best, labels, by_class, COCO),
        }

    return detect


PEER = {
    "model": "yolox_nano_416x416.onnx",
    "family": "yolox",
    "sources": [
        "Megvii-BaseDetection/YOLOX@6ddff482 demo/ONNXRuntime/onnx_inference.py",
        "yolox/data/data_augment.py preproc",
        "yolox/utils/demo_utils.py demo_postprocess, multiclass_nms",
    ],
    "settings": {
        "colour": "BGR",
        "scale": "0-255",
        "fit": "letterbox, top left, pad 114, bilinear, sides rounded down",
        "floor": FLOOR,
        "nms": {"iou": IOU, "classes": "together", "overlap": "sides + 1"},
        "foundByClass": "the same with NMS per class",
    },
    "open": open_model,
}
