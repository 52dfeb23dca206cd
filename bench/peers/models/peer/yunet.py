"""YuNet by OpenCV's own FaceDetectorYN on the same file (opencv/opencv modules/objdetect/src/face_detect.cpp), which is
given the picture as ShiqiYu/libfacedetection.train fits it (tools/compare_inference.py resize_img, mode '640,640')."""
from pathlib import Path

import cv2
import numpy as np

SIDE, FLOOR, IOU, MOST = 640, 0.3, 0.3, 5000


def prepare(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """BGR, scaled to fit, at the top left of a black square."""
    height, width = picture.shape[:2]
    size = (int(SIDE / (height / width)), SIDE) if height > width else (SIDE, int(SIDE * (height / width)))
    size = max(size[0], 1), max(size[1], 1)
    canvas = np.zeros((SIDE, SIDE, 3), np.uint8)
    canvas[: size[1], : size[0]] = cv2.resize(picture, size)
    return canvas, np.full(2, size[1] / height)


def open_model(path: Path):
    model = cv2.FaceDetectorYN.create(str(path), "", (SIDE, SIDE), FLOOR, IOU, MOST)

    def detect(picture: np.ndarray):
        canvas, scale = prepare(picture)
        rows = model.detect(canvas)[1]
        rows = sorted([] if rows is None else rows, key=lambda row: -row[14])
        return canvas.transpose(2, 0, 1)[None], {"found": [face(row, scale) for row in rows]}

    return detect


def face(row: np.ndarray, scale: np.ndarray) -> dict:
    """A row: x, y, width, height, five points (right eye, left eye, nose, corners of the mouth), score."""
    low = row[:2] / scale
    return {
        "class": 0,
        "name": "face",
        "score": row[14],
        "box": [*low, *(low + row[2:4] / scale)],
        "landmarks": row[4:14].reshape(5, 2) / scale,
    }


PEER = {
    "model": "yunet_n_640_640.onnx",
    "family": "yunet",
    "sources": [
        "opencv/opencv modules/objdetect/src/face_detect.cpp FaceDetectorYNImpl (opencv-python-headless 5.0.0.93)",
        "ShiqiYu/libfacedetection.train@0047ac24 tools/compare_inference.py resize_img",
    ],
    "settings": {
        "colour": "BGR",
        "scale": "0-255",
        "fit": "letterbox, top left, pad 0, bilinear, sides rounded down",
        "score": "sqrt(cls * obj); libfacedetection.train's own tools take cls * obj",
        "floor": FLOOR,
        "nms": {"iou": IOU, "overlap": "of boxes cut to whole pixels"},
    },
    "open": open_model,
}
