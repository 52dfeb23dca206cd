"""SSD with its post-processing in the graph: TensorFlow's object detection API, and Open Model Zoo."""
import numpy as np

from .fixture import fixture, picture, tensor
from .rows import ranked
from .scene import HEIGHT, UNIQUE, WIDTH, expected

SCALE = np.array([WIDTH, HEIGHT, WIDTH, HEIGHT], np.float32)


def tensorflow() -> dict:
    boxes, labels = np.zeros((1, 100, 4), np.float32), np.ones((1, 100), np.float32)
    scores = np.zeros((1, 100), np.float32)
    for index, box in enumerate(ranked(UNIQUE)):
        x1, y1, x2, y2 = np.array(box.corners) / SCALE
        boxes[0, index], labels[0, index], scores[0, index] = [y1, x1, y2, x2], box.label + 1, box.score
    return fixture(
        "ssd-tf",
        [
            "tensorflow/models research/object_detection/exporter.py add_output_tensor_nodes",
            "onnx/tensorflow-onnx tutorials/ConvertingSSDMobilenetToONNX.ipynb",
        ],
        "boxes = y1, x1, y2, x2 in 0-1; classes count from 1; num_detections rows hold; NMS is in the graph",
        expected(UNIQUE),
        [
            tensor("detection_boxes", boxes),
            tensor("detection_classes", labels),
            tensor("detection_scores", scores),
            tensor("num_detections", np.array([len(UNIQUE)], np.float32)),
        ],
        input={"name": "input_tensor", "shape": [1, HEIGHT, WIDTH, 3], "dtype": "uint8"},
        classOffset=1,
    )


def open_model_zoo() -> dict:
    rows = np.zeros((1, 1, 200, 7), np.float32)
    for index, box in enumerate(ranked(UNIQUE)):
        rows[0, 0, index] = [0, box.label + 1, box.score, *np.array(box.corners) / SCALE]
    rows[0, 0, len(UNIQUE), 0] = -1
    # What follows the end is what memory held before.
    rows[0, 0, len(UNIQUE) + 1] = [0, 1, 0.99, 0.1, 0.1, 0.9, 0.9]
    return fixture(
        "ssd-openvino",
        ["OpenVINO operation DetectionOutput-8: docs.openvino.ai, operation-specs/detection/detectionoutput-8"],
        "row = picture of the batch, class, score, x1, y1, x2, y2 in 0-1; the first row with -1 is the end; class 0 is background",
        expected(UNIQUE),
        [tensor("detection_out", rows)],
        input=picture("image"),
        classOffset=1,
    )


FAMILIES = [tensorflow, open_model_zoo]
