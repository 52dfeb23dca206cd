"""YOLOv8 after the layout that ultralytics/ultralytics publishes (AGPL: described, not copied): ultralytics/data/augment.py
(LetterBox), ultralytics/utils/ops.py (scale_boxes, non_max_suppression), docs: predict mode, conf 0.25, iou 0.7."""
from pathlib import Path

import cv2
import numpy as np

from .found import detections, suppress_by_class
from .names import COCO
from .session import session

SIDE, FLOOR, IOU, MOST = 640, 0.1, 0.7, 300


def prepare(picture: np.ndarray):
    """RGB, 0-1, scaled to fit, in the middle of a grey (114) square; an odd pixel of padding goes right or below."""
    height, width = picture.shape[:2]
    ratio = min(SIDE / height, SIDE / width)
    size = max(round(width * ratio), 1), max(round(height * ratio), 1)
    left, top = round((SIDE - size[0]) / 2 - 0.1), round((SIDE - size[1]) / 2 - 0.1)
    canvas = np.full((SIDE, SIDE, 3), 114, np.uint8)
    resized = picture if size == (width, height) else cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    canvas[top : top + size[1], left : left + size[0]] = resized
    tensor = canvas[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
    return tensor, ratio, np.array([left, top, left, top])


def open_model(path: Path):
    model = session(path)

    def detect(picture: np.ndarray):
        tensor, ratio, shift = prepare(picture)
        rows = model.run(None, {"images": tensor})[0][0].T
        labels, best = rows[:, 4:].argmax(1), rows[:, 4:].max(1)
        above = best > FLOOR
        rows, best, labels = rows[above], best[above], labels[above]
        boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], 1)
        kept = suppress_by_class(boxes, best, labels, IOU)[:MOST]
        return tensor, {"found": detections((boxes - shift) / ratio, best, labels, kept, COCO)}

    return detect


PEER = {
    "model": "agpl/yolov8n_int8.onnx",
    "family": "yolov8",
    "sources": [
        "ultralytics/ultralytics ultralytics/data/augment.py LetterBox",
        "ultralytics/utils/ops.py scale_boxes, non_max_suppression",
    ],
    "settings": {
        "colour": "RGB",
        "scale": "0-1",
        "fit": "letterbox, centred, pad 114, bilinear, sides rounded to the nearest",
        "floor": FLOOR,
        "nms": {"iou": IOU, "classes": "apart", "most": MOST},
        "note": "INT8: another processor or version of the runtime may differ by more than rounding",
    },
    "open": open_model,
}
