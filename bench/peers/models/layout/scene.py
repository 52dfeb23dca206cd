"""The known boxes, in pixels of a 96x64 picture: not square, so that x and y cannot be taken for one another."""
from dataclasses import dataclass

WIDTH, HEIGHT = 96, 64
NAMES = ["person", "bicycle", "car"]
THRESHOLD, IOU = 0.25, 0.45


@dataclass(frozen=True)
class Box:
    """`role`: object; duplicate (NMS drops it); overlap (another class: only NMS over all classes drops it); faint."""

    label: int
    score: float
    x1: float
    y1: float
    x2: float
    y2: float
    role: str = "object"

    @property
    def centre(self) -> tuple[float, float, float, float]:
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2, self.x2 - self.x1, self.y2 - self.y1

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x1, self.y1, self.x2, self.y2


OBJECTS = [
    Box(0, 0.9, 10, 12, 26, 44),
    Box(2, 0.75, 40.5, 20.25, 70.5, 41.75),
    Box(1, 0.6, 60, 30, 90, 60),
    Box(0, 0.35, 79, 3, 87, 9),
]
CROWD = [
    Box(0, 0.8, 11, 13, 27, 45, "duplicate"),
    Box(1, 0.5, 10, 12, 26, 43, "overlap"),
    Box(2, 0.1, 40, 50, 50, 60, "faint"),
]
SCENE = OBJECTS + CROWD
# What a model that removes duplicates itself says.
UNIQUE = [box for box in SCENE if box.role != "duplicate"]


def detections(boxes: list[Box], names: list[str], roles: tuple[str, ...]) -> list[dict]:
    kept = sorted((box for box in boxes if box.role in roles), key=lambda box: -box.score)
    return [
        {"class": box.label, "name": names[box.label], "score": box.score, "box": list(box.corners)} for box in kept
    ]


def expected(boxes: list[Box], names: list[str] = NAMES) -> dict:
    """What a decoder gives where the model has removed its duplicates itself."""
    return {"threshold": THRESHOLD, "expected": detections(boxes, names, ("object", "overlap"))}


def expected_after_nms(boxes: list[Box], names: list[str] = NAMES) -> dict:
    return {
        **expected(boxes, names),
        "iou": IOU,
        "expectedAgnostic": detections(boxes, names, ("object",)),
    }
