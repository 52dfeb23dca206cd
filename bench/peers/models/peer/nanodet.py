"""NanoDet (v0.x, six outputs) by RangiLyu/nanodet: demo_openvino/main.cpp (resize_uniform, draw_bboxes),
demo_openvino/nanodet_openvino.cpp (decode_infer, nms), nanodet/model/head/gfl_head.py (centres at + 0.5),
config/legacy_v0.x_configs/nanodet-m-416.yml (mean, deviation)."""
from pathlib import Path

import cv2
import numpy as np

from .found import detections, suppress_by_class
from .names import COCO
from .session import session

SIDE, FLOOR, IOU = 416, 0.2, 0.5
MEAN, DEVIATION = np.array([103.53, 116.28, 123.675]), np.array([57.375, 57.12, 58.395])


def prepare(picture: np.ndarray):
    """BGR, normalised, scaled to fit, in the middle of a black square."""
    height, width = picture.shape[:2]
    size = (
        (SIDE, int(np.floor(SIDE / width * height))) if width > height else (int(np.floor(SIDE / height * width)), SIDE)
    )
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    canvas = np.zeros((SIDE, SIDE, 3), np.uint8)
    if min(size) > 0:
        canvas[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size)
    tensor = ((canvas - MEAN) / DEVIATION).transpose(2, 0, 1)[None].astype(np.float32)
    return tensor, np.array([left, top, left, top]), np.array([width / size[0], height / max(size[1], 1)] * 2)


def decode(scores: np.ndarray, edges: np.ndarray, stride: int) -> tuple[np.ndarray, np.ndarray]:
    side = SIDE // stride
    y, x = np.mgrid[:side, :side]
    centres = (np.stack([x.ravel(), y.ravel()], 1) + 0.5) * stride
    weights = np.exp(edges.reshape(-1, 4, 8) - edges.reshape(-1, 4, 8).max(2, keepdims=True))
    distances = (weights * np.arange(8)).sum(2) / weights.sum(2) * stride
    boxes = np.concatenate([centres - distances[:, :2], centres + distances[:, 2:]], 1)
    return boxes.clip(0, SIDE), scores


def open_model(path: Path):
    model = session(path)
    names = [f"{kind}_pred_stride_{stride}" for kind in ("cls", "dis") for stride in (8, 16, 32)]

    def detect(picture: np.ndarray):
        tensor, shift, scale = prepare(picture)
        outputs = model.run(names, {"input.1": tensor})
        levels = [decode(outputs[i][0], outputs[i + 3][0], stride) for i, stride in enumerate((8, 16, 32))]
        boxes, scores = (np.concatenate(parts) for parts in zip(*levels))
        labels, best = scores.argmax(1), scores.max(1)
        above = best > FLOOR
        boxes, best, labels = boxes[above], best[above], labels[above]
        kept = suppress_by_class(boxes, best, labels, IOU, one=1)
        return tensor, {"found": detections((boxes - shift) * scale, best, labels, kept, COCO)}

    return detect


PEER = {
    "model": "nanodet_m_416.onnx",
    "family": "nanodet",
    "sources": [
        "RangiLyu/nanodet@be9b4a90 demo_openvino/main.cpp resize_uniform, draw_bboxes",
        "demo_openvino/nanodet_openvino.cpp decode_infer, nms",
        "nanodet/model/head/gfl_head.py get_single_level_center_point, Integral",
        "config/legacy_v0.x_configs/nanodet-m-416.yml normalize",
    ],
    "settings": {
        "colour": "BGR",
        "scale": "(0-255 - mean) / deviation",
        "mean": MEAN.tolist(),
        "deviation": DEVIATION.tolist(),
        "fit": "letterbox, centred, pad 0 before normalising, bilinear, sides rounded down",
        "floor": FLOOR,
        "nms": {"iou": IOU, "classes": "apart", "overlap": "sides + 1"},
    },
    "open": open_model,
}
