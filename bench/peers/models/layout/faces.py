"""Face detectors: YuNet (box and five points a cell) and UltraFace (decoded boxes beside two scores)."""
import math

import numpy as np

from .fixture import fixture, picture, tensor
from .grids import STRIDES
from .scene import HEIGHT, THRESHOLD, WIDTH

NMS = 0.3
POINTS = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]])
# score, box, role, stride of the cell that sees it
FACES = [
    (0.9, (10, 12, 26, 34), "object", 16),
    (0.7, (50, 8, 58, 19), "object", 8),
    (0.5, (60, 20, 92, 60), "object", 32),
    (0.8, (11, 12, 27, 35), "duplicate", 8),
    (0.1, (70, 2, 78, 12), "faint", 8),
]


def landmarks(box: tuple) -> np.ndarray:
    return np.array(box[:2]) + POINTS * [box[2] - box[0], box[3] - box[1]]


def found(with_points: bool) -> dict:
    kept = [face for face in FACES if face[2] == "object"]
    return {
        "threshold": THRESHOLD,
        "iou": NMS,
        "expected": [
            {"class": 0, "name": "face", "score": score, "box": list(box)}
            | ({"landmarks": [[round(v, 4) for v in point] for point in landmarks(box).tolist()]} if with_points else {})
            for score, box, _, _ in kept
        ],
    }


def yunet() -> dict:
    cells = {s: (WIDTH // s) * (HEIGHT // s) for s in STRIDES}
    outputs = {
        (kind, s): np.zeros((1, cells[s], width), np.float32)
        for kind, width in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10))
        for s in STRIDES
    }
    for score, box, _, s in FACES:
        x, y, width, height = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]
        column, row = int(x // s), int(y // s)
        index = row * (WIDTH // s) + column
        outputs["cls", s][0, index], outputs["obj", s][0, index] = score**2 / 0.98, 0.98
        outputs["bbox", s][0, index] = [x / s - column, y / s - row, math.log(width / s), math.log(height / s)]
        outputs["kps", s][0, index] = (landmarks(box) / s - [column, row]).ravel()
    return fixture(
        "yunet",
        [
            "opencv/opencv modules/objdetect/src/face_detect.cpp FaceDetectorYNImpl::postProcess",
            "ShiqiYu/libfacedetection.train tools/compare_inference.py YUNET.forward (there score = cls * obj)",
        ],
        "score = sqrt(cls * obj); centre = (t + cell) * stride; size = exp(t) * stride; point = (t + cell) * stride",
        found(True),
        [tensor(f"{kind}_{s}", values) for (kind, s), values in outputs.items()],
        names=["face"],
        input=picture("input"),
    )


def ultraface() -> dict:
    """Priors a cell: 3, 2, 2, 3 at strides 8, 16, 32, 64, grids rounded up."""
    total = sum(math.ceil(WIDTH / s) * math.ceil(HEIGHT / s) * n for s, n in ((8, 3), (16, 2), (32, 2), (64, 3)))
    scores, boxes = np.zeros((1, total, 2), np.float32), np.zeros((1, total, 4), np.float32)
    scores[..., 0] = 1
    for index, (score, box, _, _) in enumerate(FACES):
        at = 11 + 61 * index
        scores[0, at] = [1 - score, score]
        boxes[0, at] = np.array(box) / [WIDTH, HEIGHT, WIDTH, HEIGHT]
    return fixture(
        "ultraface",
        [
            "Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB run_video_face_detect_onnx.py predict",
            "the same, vision/ssd/config/fd_config.py",
        ],
        "scores = background, face; boxes = x1, y1, x2, y2 in 0-1",
        found(False),
        [tensor("scores", scores), tensor("boxes", boxes)],
        names=["face"],
        input=picture("input"),
    )


PRIORS = {8: (10, 16, 24), 16: (32, 48), 32: (64, 96), 64: (128, 192, 256)}
CENTRE_VARIANCE, SIZE_VARIANCE = 0.1, 0.2


def priors() -> np.ndarray:
    """Centre and size in 0-1 of the picture, cut to 1."""
    found = [
        [(column + 0.5) * s / WIDTH, (row + 0.5) * s / HEIGHT, side / WIDTH, side / HEIGHT]
        for s, sides in PRIORS.items()
        for row in range(math.ceil(HEIGHT / s))
        for column in range(math.ceil(WIDTH / s))
        for side in sides
    ]
    return np.clip(np.array(found), 0, 1)


def ultraface_priors() -> dict:
    """Every face on another prior: of the strides in turn, the one whose centre is nearest."""
    all_priors = priors()
    counts = [math.ceil(WIDTH / s) * math.ceil(HEIGHT / s) * len(sides) for s, sides in PRIORS.items()]
    starts = np.cumsum([0, *counts])
    scores, boxes = np.zeros((1, len(all_priors), 2), np.float32), np.zeros((1, len(all_priors), 4), np.float32)
    scores[..., 0] = 1
    for index, (score, box, _, _) in enumerate(FACES):
        level = index % len(PRIORS)
        near = all_priors[starts[level] : starts[level + 1]]
        x1, y1, x2, y2 = np.array(box) / [WIDTH, HEIGHT, WIDTH, HEIGHT]
        centre, size = np.array([(x1 + x2) / 2, (y1 + y2) / 2]), np.array([x2 - x1, y2 - y1])
        at = starts[level] + np.hypot(*(near[:, :2] - centre).T).argmin()
        prior = all_priors[at]
        scores[0, at] = [1 - score, score]
        boxes[0, at, :2] = (centre - prior[:2]) / prior[2:] / CENTRE_VARIANCE
        boxes[0, at, 2:] = np.log(size / prior[2:]) / SIZE_VARIANCE
    return fixture(
        "ultraface-priors",
        [
            "Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB vision/utils/box_utils.py generate_priors, "
            "convert_locations_to_boxes (models/onnx/version-RFB-320_without_postprocessing.onnx)",
        ],
        "scores = background, face; centre = prior centre + offset * 0.1 * prior size; size = exp(offset * 0.2) * prior size; "
        "priors of 10, 16, 24 | 32, 48 | 64, 96 | 128, 192, 256 pixels at strides 8, 16, 32, 64, cut to the picture",
        found(False),
        [tensor("scores", scores), tensor("boxes", boxes)],
        names=["face"],
        input=picture("input"),
    )


FAMILIES = [yunet, ultraface, ultraface_priors]
