"""UltraFace by Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB: run_video_face_detect_onnx.py (predict) and
vision/utils/box_utils_numpy.py (hard_nms)."""
from pathlib import Path

import cv2
import numpy as np

from .found import detections, suppress
from .session import session

WIDTH, HEIGHT, FLOOR, IOU, CANDIDATES = 320, 240, 0.4, 0.3, 200


def open_model(path: Path):
    model = session(path)

    def detect(picture: np.ndarray):
        height, width = picture.shape[:2]
        stretched = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), (WIDTH, HEIGHT))
        tensor = ((stretched - 127.0) / 128).transpose(2, 0, 1)[None].astype(np.float32)
        scores, boxes = model.run(["scores", "boxes"], {"input": tensor})
        faces = np.flatnonzero(scores[0, :, 1] > FLOOR)
        faces = faces[np.argsort(-scores[0, faces, 1], kind="stable")][:CANDIDATES]
        best, corners = scores[0, faces, 1], boxes[0, faces] * [width, height, width, height]
        # The reference measures overlap in 0-1 of the picture; a ratio of areas is the same in pixels.
        kept = suppress(corners, best, IOU)
        return tensor, {"found": detections(corners, best, np.zeros(len(best), int), kept, ["face"])}

    return detect


PEER = {
    "model": "ultraface-RFB-320.onnx",
    "family": "ultraface",
    "sources": [
        "Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB@dffdddda run_video_face_detect_onnx.py predict",
        "vision/utils/box_utils_numpy.py hard_nms",
    ],
    "settings": {
        "colour": "RGB",
        "scale": "(0-255 - 127) / 128",
        "fit": "stretched, bilinear",
        "floor": FLOOR,
        "nms": {"iou": IOU, "candidates": CANDIDATES},
        "note": "the reference cuts boxes to whole pixels; here they are not",
    },
    "open": open_model,
}
