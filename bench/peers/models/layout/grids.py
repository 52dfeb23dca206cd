"""Families whose graph gives what the head gives, a cell of the grid at a time; the reader decodes."""
import math

import numpy as np

from .fixture import fixture, picture, tensor
from .scene import HEIGHT, NAMES, SCENE, WIDTH, Box, expected_after_nms

STRIDES = (8, 16, 32)
CELLS = sum((WIDTH // stride) * (HEIGHT // stride) for stride in STRIDES)
BINS = 8  # reg_max 7: distances of 0 to 7 strides


def yolox() -> dict:
    rows = np.zeros((1, CELLS, 5 + len(NAMES)), np.float32)
    starts = offsets(STRIDES)
    for box in SCENE:
        x, y, width, height = box.centre
        stride, column, row = cell_of(box, taken(rows[0, :, 4], starts))
        index = starts[stride] + row * (WIDTH // stride) + column
        rows[0, index, :5] = [
            x / stride - column,
            y / stride - row,
            math.log(width / stride),
            math.log(height / stride),
            0.95,
        ]
        rows[0, index, 5 + box.label] = box.score / 0.95
    return fixture(
        "yolox",
        ["Megvii-BaseDetection/YOLOX yolox/utils/demo_utils.py demo_postprocess"],
        "centre = (t + cell) * stride; size = exp(t) * stride; score = objectness * class, both after sigmoid; strides 8, 16, 32",
        expected_after_nms(SCENE),
        [tensor("output", rows)],
    )


def taken(objectness: np.ndarray, starts: dict[int, int]):
    return lambda stride, column, row: objectness[starts[stride] + row * math.ceil(WIDTH / stride) + column] > 0


def offsets(strides: tuple[int, ...]) -> dict[int, int]:
    sizes = [math.ceil(WIDTH / stride) * math.ceil(HEIGHT / stride) for stride in strides]
    return {stride: sum(sizes[:index]) for index, stride in enumerate(strides)}


def cell_of(box: Box, is_taken, shift: float = 0.0) -> tuple[int, int, int]:
    """The free cell nearest to the box's centre, on the largest stride that has one inside the box."""
    x, y, _, _ = box.centre
    for stride in reversed(STRIDES):
        cells = [
            (math.hypot((c + shift) * stride - x, (r + shift) * stride - y), c, r)
            for r in range(HEIGHT // stride)
            for c in range(WIDTH // stride)
            if box.x1 < (c + shift) * stride < box.x2 and box.y1 < (r + shift) * stride < box.y2
        ]
        free = [cell for cell in cells if not is_taken(stride, cell[1], cell[2])]
        if free:
            return stride, min(free)[1], min(free)[2]
    raise ValueError(f"no cell is free for {box}")


def distribution(distance: float) -> np.ndarray:
    """Logits over the bins, of the shape slope * bin, whose softmax has the mean `distance`: found by bisection."""
    if not 0 < distance < BINS - 1:
        raise ValueError(f"{distance} strides are not between the first and the last bin")
    bins, low, high = np.arange(BINS), -60.0, 60.0
    for _ in range(200):
        slope = (low + high) / 2
        weights = np.exp(slope * bins - (slope * bins).max())
        low, high = (slope, high) if (weights * bins).sum() / weights.sum() < distance else (low, slope)
    return slope * (bins - bins.mean())


def sides(box: Box, x: float, y: float, stride: int) -> np.ndarray:
    """Left, top, right, bottom, each as logits over the bins."""
    distances = (x - box.x1, y - box.y1, box.x2 - x, box.y2 - y)
    return np.concatenate([distribution(distance / stride) for distance in distances])


def nanodet_plus() -> dict:
    strides = (*STRIDES, 64)
    starts = offsets(strides)
    total = sum(math.ceil(WIDTH / stride) * math.ceil(HEIGHT / stride) for stride in strides)
    rows = np.zeros((1, total, len(NAMES) + 4 * BINS), np.float32)
    for box in SCENE:
        stride, column, row = cell_of(box, taken(rows[0, :, : len(NAMES)].max(1), starts))
        index = starts[stride] + row * math.ceil(WIDTH / stride) + column
        rows[0, index, box.label] = box.score
        rows[0, index, len(NAMES) :] = sides(box, column * stride, row * stride, stride)
    return fixture(
        "nanodet-plus",
        [
            "RangiLyu/nanodet nanodet/model/head/nanodet_plus_head.py _forward_onnx, get_single_level_center_priors",
            "RangiLyu/nanodet nanodet/model/head/gfl_head.py Integral",
        ],
        "row = class scores after sigmoid, then 4 x 8 logits (left, top, right, bottom); distance = sum(softmax * bin) * "
        "stride from (cell * stride); strides 8, 16, 32, 64, grids rounded up",
        expected_after_nms(SCENE),
        [tensor("output", rows)],
        input=picture("data"),
    )


def nanodet() -> dict:
    scores = {s: np.zeros((1, (WIDTH // s) * (HEIGHT // s), len(NAMES)), np.float32) for s in STRIDES}
    edges = {s: np.zeros((1, (WIDTH // s) * (HEIGHT // s), 4 * BINS), np.float32) for s in STRIDES}
    for box in SCENE:
        stride, column, row = cell_of(box, lambda s, c, r: scores[s][0, r * (WIDTH // s) + c].max() > 0, 0.5)
        index = row * (WIDTH // stride) + column
        scores[stride][0, index, box.label] = box.score
        edges[stride][0, index] = sides(box, (column + 0.5) * stride, (row + 0.5) * stride, stride)
    return fixture(
        "nanodet",
        ["RangiLyu/nanodet nanodet/model/head/gfl_head.py get_single_level_center_point, Integral (v0.x: six outputs)"],
        "class scores after sigmoid; distance = sum(softmax * bin) * stride from ((cell + 0.5) * stride); strides 8, 16, 32",
        expected_after_nms(SCENE),
        [tensor(f"cls_pred_stride_{s}", scores[s]) for s in STRIDES]
        + [tensor(f"dis_pred_stride_{s}", edges[s]) for s in STRIDES],
        input=picture("input.1"),
    )


FAMILIES = [yolox, nanodet_plus, nanodet]
