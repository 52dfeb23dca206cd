"""DEIMv2 by Intellindust-AI-Lab/DEIMv2: tools/inference/onnx_inf.py (resize_with_aspect_ratio, process_image, draw) and
engine/deim/postprocessor.py. Sizes atto to n take RGB in 0-1, without mean and deviation."""
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from .names import COCO
from .session import session

SIDE, FLOOR, MOST = 320, 0.2, 300


def prepare(picture: np.ndarray):
    """RGB, 0-1, scaled to fit by Pillow (its bilinear filter averages when it shrinks), centred on black."""
    image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    ratio = min(SIDE / image.width, SIDE / image.height)
    size = max(int(image.width * ratio), 1), max(int(image.height * ratio), 1)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    canvas = Image.new("RGB", (SIDE, SIDE))
    canvas.paste(image.resize(size, Image.BILINEAR), (left, top))
    tensor = np.asarray(canvas).transpose(2, 0, 1)[None].astype(np.float32) / 255
    return tensor, ratio, np.array([left, top, left, top])


def open_model(path: Path):
    model = session(path)

    def detect(picture: np.ndarray):
        tensor, ratio, shift = prepare(picture)
        sizes = np.array([[SIDE, SIDE]], np.int64)
        labels, boxes, scores = model.run(["labels", "boxes", "scores"], {"images": tensor, "orig_target_sizes": sizes})
        labels, boxes, scores = labels.reshape(-1), boxes.reshape(-1, 4), scores.reshape(-1)
        order = [i for i in np.argsort(-scores, kind="stable")[:MOST] if scores[i] > FLOOR]
        found = [
            {"class": int(labels[i]), "name": COCO[int(labels[i])], "score": scores[i], "box": (boxes[i] - shift) / ratio}
            for i in order
        ]
        return tensor, {"found": found}

    return detect


PEER = {
    "model": "deimv2_atto_coco_int8.onnx",
    "family": "detr-deployed",
    "sources": [
        "Intellindust-AI-Lab/DEIMv2@0fff8d4d tools/inference/onnx_inf.py resize_with_aspect_ratio, process_image, draw",
        "engine/deim/postprocessor.py PostProcessor",
    ],
    "settings": {
        "colour": "RGB",
        "scale": "0-1",
        "fit": "letterbox, centred, pad 0, Pillow's bilinear (averages when shrinking), sides rounded down",
        "sizes": [SIDE, SIDE],
        "floor": FLOOR,
        "note": "INT8: another processor or version of the runtime may differ by more than rounding",
    },
    "open": open_model,
}
