"""Families whose graph decodes: a row (or column) a candidate, in pixels of the input."""
import numpy as np

from .fixture import fixture, picture, tensor
from .grids import CELLS
from .scene import SCENE, UNIQUE, Box, expected, expected_after_nms

CLASSES = 3
OBJECTNESS = 0.95


def yolov5(family: str = "yolov5", output: str = "output0") -> dict:
    rows = np.zeros((1, 3 * CELLS, 5 + CLASSES), np.float32)
    for index, box in spread(SCENE, 3 * CELLS):
        # Half of the score in objectness for one of them: a decoder that ignores objectness would let it through.
        objectness = 0.12 if box.role == "faint" else OBJECTNESS
        rows[0, index, :5] = [*box.centre, objectness]
        rows[0, index, 5 + box.label] = box.score / objectness
    return fixture(
        family,
        ["ultralytics/yolov5 models/yolo.py Detect.forward", "WongKinYiu/yolov7 models/yolo.py IDetect.forward"],
        "row = centre x, centre y, width, height, objectness, class...; score = objectness * class",
        expected_after_nms(SCENE),
        [tensor(output, rows)],
    )


def yolov8() -> dict:
    columns = np.zeros((1, 4 + CLASSES, CELLS), np.float32)
    for index, box in spread(SCENE, CELLS):
        columns[0, :4, index] = box.centre
        columns[0, 4 + box.label, index] = box.score
    return fixture(
        "yolov8",
        ["ultralytics/ultralytics ultralytics/nn/modules/head.py Detect (also v9, v11, v12)"],
        "column = centre x, centre y, width, height, class scores after sigmoid",
        expected_after_nms(SCENE),
        [tensor("output0", columns)],
    )


def yolov10() -> dict:
    rows = np.zeros((1, 300, 6), np.float32)
    for index, box in enumerate(ranked(UNIQUE)):
        rows[0, index] = [*box.corners, box.score, box.label]
    return fixture(
        "yolov10",
        ["ultralytics/ultralytics ultralytics/nn/modules/head.py Detect.postprocess (v10 and end-to-end v26)"],
        "row = x1, y1, x2, y2, score, class; best first, no NMS",
        expected(UNIQUE),
        [tensor("output0", rows)],
    )


def yolox_decoded() -> dict:
    rows = np.zeros((1, CELLS, 5 + CLASSES), np.float32)
    for index, box in spread(SCENE, CELLS):
        rows[0, index, :5] = [*box.centre, OBJECTNESS]
        rows[0, index, 5 + box.label] = box.score / OBJECTNESS
    return fixture(
        "yolox-decoded",
        ["Megvii-BaseDetection/YOLOX yolox/models/yolo_head.py decode_outputs (tools/export_onnx.py --decode_in_inference)"],
        "row = centre x, centre y, width, height, objectness, class...; score = objectness * class",
        expected_after_nms(SCENE),
        [tensor("output", rows)],
    )


NAS = "Deci-AI/super-gradients documentation/source/models_export.md"


def yolonas_flat() -> dict:
    rows = np.array([[0, *box.corners, box.score, box.label] for box in ranked(UNIQUE)], np.float32)
    return fixture(
        "yolonas-flat",
        [f"{NAS} 'Flat format'"],
        "row = picture of the batch, x1, y1, x2, y2, score, class; NMS is in the graph",
        expected(UNIQUE),
        [tensor("graph2_flat_predictions", rows, axes=["num_detections", 7])],
        input=picture("input", "uint8"),
    )


def yolonas_batch() -> dict:
    """Four tensors, as TensorRT's NMS gives them; rows after the count hold -1."""
    boxes = np.full((1, 20, 4), -1, np.float32)
    scores, labels = np.full((1, 20), -1, np.float32), np.full((1, 20), -1, np.int64)
    for index, box in enumerate(ranked(UNIQUE)):
        boxes[0, index], scores[0, index], labels[0, index] = box.corners, box.score, box.label
    return fixture(
        "yolonas-batch",
        [f"{NAS} 'Batch format'"],
        "count a picture, boxes as corners in pixels, scores, classes; NMS is in the graph",
        expected(UNIQUE),
        [
            tensor("graph2_num_predictions", np.array([[len(UNIQUE)]], np.int64)),
            tensor("graph2_pred_boxes", boxes),
            tensor("graph2_pred_scores", scores),
            tensor("graph2_pred_classes", labels),
        ],
        input=picture("input", "uint8"),
    )


def yolonas_raw() -> dict:
    boxes, scores = np.zeros((1, CELLS, 4), np.float32), np.zeros((1, CELLS, CLASSES), np.float32)
    for index, box in spread(SCENE, CELLS):
        boxes[0, index] = box.corners
        scores[0, index, box.label] = box.score
    return fixture(
        "yolonas-raw",
        [
            NAS,
            "Deci-AI/super-gradients src/super_gradients/training/models/detection_models/yolo_nas/dfl_heads.py NDFLHeads",
        ],
        "boxes = x1, y1, x2, y2 in pixels; scores after sigmoid; two tensors, NMS is left to the reader",
        expected_after_nms(SCENE),
        [tensor("boxes", boxes), tensor("scores", scores)],
        input=picture("input"),
    )


def spread(boxes: list[Box], cells: int):
    """Candidates lie anywhere in the tensor, not in order of their scores."""
    step = cells // (len(boxes) + 1)
    return [((index * 5 % len(boxes) + 1) * step, box) for index, box in enumerate(boxes)]


def ranked(boxes: list[Box]) -> list[Box]:
    return sorted(boxes, key=lambda box: -box.score)


FAMILIES = [
    yolov5,
    lambda: yolov5("yolov7", "output"),
    yolov8,
    yolov10,
    yolox_decoded,
    yolonas_flat,
    yolonas_batch,
    yolonas_raw,
]
