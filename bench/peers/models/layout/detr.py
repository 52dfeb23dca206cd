"""Transformers: a query a candidate, no NMS."""
import numpy as np

from .fixture import fixture, picture, tensor
from .rows import ranked
from .scene import HEIGHT, NAMES, OBJECTS, WIDTH, Box, expected

# One query may say two classes: both are among the best of (query, class) pairs.
SECOND = Box(1, 0.45, *OBJECTS[1].corners, "overlap")
QUERIES = 50
COCO_IDS = {"person": 1, "bicycle": 2, "car": 3}


def logit(score: float) -> float:
    return float(np.log(score / (1 - score)))


def queries(labels: dict[int, int], classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits and boxes (centre and size in 0-1) of the objects, spread over the queries; the rest is background."""
    logits = np.full((1, QUERIES, classes), -6, np.float32)
    boxes = np.full((1, QUERIES, 4), 0.5, np.float32)
    for index, box in enumerate([*OBJECTS, Box(2, 0.1, 40, 50, 50, 60, "faint")]):
        query = (index * 17 + 5) % QUERIES
        boxes[0, query] = np.array(box.centre) / [WIDTH, HEIGHT, WIDTH, HEIGHT]
        logits[0, query, labels[box.label]] = logit(box.score)
    logits[0, 22, labels[SECOND.label]] = logit(SECOND.score)
    return logits, boxes


FORMULA = "score = sigmoid(logit), best of all (query, class) pairs; box = (centre, size) * picture"


def rtdetr() -> dict:
    logits, boxes = queries({0: 0, 1: 1, 2: 2}, len(NAMES))
    return fixture(
        "rtdetr",
        [
            "huggingface/transformers src/transformers/models/rt_detr/image_processing_rt_detr.py "
            "post_process_object_detection (use_focal_loss)"
        ],
        FORMULA,
        expected([*OBJECTS, SECOND]),
        [tensor("logits", logits), tensor("pred_boxes", boxes)],
        input=picture("pixel_values"),
    )


def rfdetr() -> dict:
    """COCO weights have 91 columns: the number is the COCO id, and column 0 is nobody's."""
    logits, boxes = queries({index: COCO_IDS[name] for index, name in enumerate(NAMES)}, 91)
    return fixture(
        "rfdetr",
        ["roboflow/rf-detr rfdetr/models/lwdetr.py PostProcess", "roboflow/rf-detr rfdetr/deploy/export.py"],
        f"{FORMULA}; class = COCO id (1 person, 2 bicycle, 3 car), column 0 unused",
        expected([*OBJECTS, SECOND]),
        [tensor("dets", boxes), tensor("labels", logits)],
        input=picture("input"),
        classOffset=1,
    )


def rfdetr_tuned() -> dict:
    """Trained on other data: the number is the class, the last column is the background, which no detection has."""
    logits, boxes = queries({0: 0, 1: 1, 2: 2}, len(NAMES) + 1)
    logits[0, 40, len(NAMES)] = logit(0.95)
    return fixture(
        "rfdetr-tuned",
        [
            "roboflow/rf-detr 1.11.2 rfdetr/export/_runtime/decode.py decode_detections (background_class_id -1)",
            "the same rfdetr/detr.py predict (class_id i is class_names[i])",
        ],
        f"{FORMULA}; class = column, the last is the background",
        expected([*OBJECTS, SECOND]),
        [tensor("dets", boxes), tensor("labels", logits)],
        input=picture("input"),
    )


def deployed() -> dict:
    """Boxes are for orig_target_sizes = [96, 64] (width, height); the graph made of this multiplies them itself."""
    seen = ranked([*OBJECTS, SECOND])
    labels = np.zeros((1, QUERIES), np.int64)
    boxes, scores = np.zeros((1, QUERIES, 4), np.float32), np.full((1, QUERIES), 0.01, np.float32)
    for index, box in enumerate(seen):
        labels[0, index], boxes[0, index], scores[0, index] = box.label, box.corners, box.score
    return fixture(
        "detr-deployed",
        [
            "Intellindust-AI-Lab/DEIMv2 engine/deim/postprocessor.py PostProcessor (deploy), tools/deployment/export_onnx.py",
            "the same in Peterande/D-FINE and lyuwenyu/RT-DETR",
        ],
        "labels, boxes (x1, y1, x2, y2 times orig_target_sizes = width, height), scores; best first, no NMS",
        expected(seen),
        [
            tensor("labels", labels, axes=["N", QUERIES]),
            tensor("boxes", boxes, axes=["N", QUERIES, 4]),
            tensor("scores", scores, axes=["N", QUERIES]),
        ],
        sizes={"name": "orig_target_sizes", "shape": [1, 2], "dtype": "int64", "values": [WIDTH, HEIGHT]},
    )


def rtdetr_rows() -> dict:
    """Ultralytics' export: boxes and scores side by side, the sigmoid done; of each query only the best class counts."""
    logits, boxes = queries({0: 0, 1: 1, 2: 2}, len(NAMES))
    scores = 1 / (1 + np.exp(-logits.astype(np.float64)))
    return fixture(
        "rtdetr-rows",
        [
            "ultralytics/ultralytics ultralytics/nn/modules/head.py RTDETRDecoder.forward (export)",
            "ultralytics/ultralytics ultralytics/models/rtdetr/predict.py RTDETRPredictor.postprocess",
        ],
        "row = centre x, centre y, width, height in 0-1 of the picture, class scores after sigmoid; best class of each, no NMS",
        expected(OBJECTS),
        [tensor("output0", np.concatenate([boxes, scores], 2).astype(np.float32))],
        operators=["TopK", "GridSample"],
    )


FAMILIES = [rtdetr, rtdetr_rows, rfdetr, rfdetr_tuned, deployed]
