"""Makes tiny ONNX graphs: one a family that gives that family's fixture, probes that show what they were fed, faulty ones.

Run after layouts.py, in the same environment:

    .cache/peers-models/bin/python bench/peers/models/graphs.py [FOLDER]

FOLDER defaults to test/runtime/models/fixtures/graphs. index.json there says of every file what it is: `layout` names
the fixture of layouts.py whose tensors it gives, `packed` the SHA-256 of a model and its other files as one; `batch` those of which each bright picture of a run gives; `probe` says what its detections mean; `fault` what is wrong with it.
Every graph but the faulty ones is run here by ONNX Runtime and compared with its fixture before it is written.
"""
import json
import sys
from pathlib import Path

from graph import batches, external, faulty, probes, variants
from graph.build import of_layout, save
from graph.check import check

ROOT = Path(__file__).resolve().parents[3] / "test/runtime/models/fixtures"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "graphs"
    folder.mkdir(parents=True, exist_ok=True)
    layouts = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "layouts").glob("*.json"))}
    index = {}
    for name, layout in layouts.items():
        save(folder / f"{name}.onnx", of_layout(layout))
        index[f"{name}.onnx"] = {"layout": name}
    index |= variants.write(folder, layouts)
    index |= probes.write(folder)
    index |= external.write(folder, layouts)
    check(folder, index, layouts)
    index |= batches.write(folder / "batches", layouts)
    index |= faulty.write(folder, layouts)
    text = ",\n".join(f" {json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(index.items()))
    (folder / "index.json").write_text("{\n" + text + "\n}\n")
    total = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{len(index)} graphs, {total} bytes")


if __name__ == "__main__":
    main()
