"""Writes the raw output tensors of each detector family from known boxes: the inverse of its published decoding.

The fixtures are what decoders are tested on, so nothing here is taken from the decoders under test: each writer is made
from the family's own repository, which it names.

    python3 -m venv .cache/peers-models && .cache/peers-models/bin/pip install -r bench/peers/models/requirements.txt
    .cache/peers-models/bin/python bench/peers/models/layouts.py [FOLDER]

FOLDER defaults to test/runtime/models/fixtures/layouts. A fixture reads:

    input             name, shape and dtype of the graph's input; the picture fills it, so boxes are in its pixels
    names             class names; class = number in the tensor - classOffset, an index into names
    threshold, iou    what `expected` was made with; iou is absent where the family has no NMS
    expected          detections after NMS per class: class, name, score, box [x1, y1, x2, y2] in pixels, landmarks
    expectedAgnostic  the same after NMS over all classes together
    operators         what such a graph has in it, where the family is told by it
    outputs           tensors, sparse: `fill` everywhere but at the flat indices `at`, which hold `values`
"""
import sys
from pathlib import Path

from layout import classify, detr, faces, grids, rows, ssd
from layout.fixture import write

FAMILIES = [*rows.FAMILIES, *grids.FAMILIES, *detr.FAMILIES, *ssd.FAMILIES, *classify.FAMILIES, *faces.FAMILIES]


def main() -> None:
    root = Path(__file__).resolve().parents[3]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "test/runtime/models/fixtures/layouts"
    folder.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        fixture = family()
        size = write(folder / f"{fixture['family']}.json", fixture)
        print(f"{fixture['family']:28} {size:6} bytes")


if __name__ == "__main__":
    main()
