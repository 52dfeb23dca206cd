"""What peers share: overlap, suppression and the form of a detection."""
import numpy as np


def overlap(box: np.ndarray, others: np.ndarray, one: float = 0.0) -> np.ndarray:
    """Intersection over union; `one` is 1 where a reference counts pixels, edges included."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    common = np.clip(high - low + one, 0, None).prod(1)
    areas = (others[:, 2:] - others[:, :2] + one).prod(1)
    return common / np.maximum((box[2:] - box[:2] + one).prod() + areas - common, 1e-9)


def suppress(boxes: np.ndarray, scores: np.ndarray, iou: float, one: float = 0.0) -> list[int]:
    """Greedy: the best stays, what overlaps it by more than `iou` goes."""
    order, kept = np.argsort(-scores, kind="stable"), []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(int(best))
        order = rest[overlap(boxes[best], boxes[rest], one) <= iou]
    return kept


def suppress_by_class(boxes, scores, labels, iou: float, one: float = 0.0) -> list[int]:
    kept = []
    for label in np.unique(labels):
        of_label = np.flatnonzero(labels == label)
        kept += [int(of_label[index]) for index in suppress(boxes[of_label], scores[of_label], iou, one)]
    return sorted(kept, key=lambda index: -scores[index])


def detections(boxes, scores, labels, kept, names: list[str]) -> list[dict]:
    return [
        {"class": int(labels[i]), "name": names[int(labels[i])], "score": scores[i], "box": boxes[i]} for i in kept
    ]
