"""What OpenCV (INTER_LINEAR) and Pillow (BILINEAR) make of made-up pictures, as SHA-256 of packed RGB:
test/runtime/models/fixtures/scaling.json. What OpenCV makes of floats, which is PyTorch's interpolate, as thousandths of
levels in packed RGB. The pictures are a formula, so that none has to be kept.

    python bench/peers/models/scaling.py
"""
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

OUT = Path(__file__).parents[3] / "test/runtime/models/fixtures/scaling.json"
SIZES = [
    ((1280, 720), (416, 234)),
    ((640, 425), (320, 240)),
    ((241, 161), (640, 428)),
    ((97, 61), (416, 261)),
    ((401, 37), (640, 59)),
    ((401, 37), (320, 29)),
    ((64, 48), (64, 48)),
    ((64, 48), (32, 24)),
    ((7, 5), (33, 21)),
    ((1, 1), (9, 7)),
    ((3, 900), (2, 640)),
    ((1919, 1079), (640, 360)),
]

FINE = [((7, 5), (9, 4)), ((41, 37), (5, 4)), ((1, 1), (3, 2)), ((3, 90), (2, 7)), ((6, 4), (6, 4))]


def picture(width: int, height: int) -> np.ndarray:
    """Byte n is the upper byte of n * 40503, a hash of 16 bits (Knuth)."""
    values = np.arange(width * height * 3, dtype=np.int64) * 40503 % 65536 // 256
    return values.astype(np.uint8).reshape(height, width, 3)


def scaled(source: np.ndarray, size: tuple[int, int], filter: str) -> np.ndarray:
    if filter == "linear":
        return cv2.resize(source, size, interpolation=cv2.INTER_LINEAR)
    # Rows first, as Pillow does it; since version 13 it begins with the columns where it thinks that cheaper.
    image = Image.fromarray(source).resize((size[0], source.shape[0]), Image.BILINEAR)
    return np.asarray(image.resize(size, Image.BILINEAR))


def fine(source: tuple[int, int], target: tuple[int, int]) -> list[int]:
    values = cv2.resize(picture(*source).astype(np.float64), target, interpolation=cv2.INTER_LINEAR)
    return np.rint(values * 1000).astype(int).ravel().tolist()


def main() -> None:
    cases = [
        {
            "filter": filter,
            "source": source,
            "target": target,
            "sha256": hashlib.sha256(np.ascontiguousarray(scaled(picture(*source), target, filter))).hexdigest(),
        }
        for source, target in SIZES
        for filter in ("linear", "antialias")
    ]
    made = {"madeBy": "bench/peers/models/scaling.py", "opencv": cv2.__version__, "pillow": Image.__version__}
    floats = ",\n".join(
        "  " + json.dumps({"source": source, "target": target, "thousandths": fine(source, target)})
        for source, target in FINE
    )
    text = json.dumps({**made, "cases": cases}, indent=1)
    OUT.write_text(text.removesuffix("\n}") + ',\n "fine": [\n' + floats + "\n ]\n}\n")


main()
