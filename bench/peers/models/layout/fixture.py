"""The file format of a fixture: JSON with sparse tensors."""
import json
from pathlib import Path

import numpy as np

from .scene import HEIGHT, NAMES, WIDTH


def tensor(name: str, values: np.ndarray, axes: list | None = None) -> dict:
    """`axes`: what the graph declares instead of the shape, where a dimension has a name instead of a size."""
    flat = values.ravel()
    kinds, counts = np.unique(flat, return_counts=True)
    fill = kinds[counts.argmax()]
    at = np.flatnonzero(flat != fill)
    return {
        "name": name,
        "dtype": str(values.dtype),
        "shape": list(values.shape),
        **({"axes": axes} if axes else {}),
        "fill": number(fill),
        "at": at.tolist(),
        "values": [number(value) for value in flat[at]],
    }


def dense(entry: dict) -> np.ndarray:
    flat = np.full(int(np.prod(entry["shape"])), entry["fill"], entry["dtype"])
    flat[np.array(entry["at"], np.int64)] = entry["values"]
    return flat.reshape(entry["shape"])


def number(value: np.generic) -> int | float:
    """The shortest decimal that reads back as the same 32-bit number."""
    return int(value) if np.issubdtype(value.dtype, np.integer) else float(str(np.float32(value)))


def picture(name: str = "images", dtype: str = "float32", width: int = WIDTH, height: int = HEIGHT) -> dict:
    return {"name": name, "shape": [1, 3, height, width], "dtype": dtype}


def fixture(family: str, sources: list[str], formula: str, truth: dict, outputs: list[dict], **more) -> dict:
    return {
        "madeBy": "bench/peers/models/layouts.py",
        "family": family,
        "sources": sources,
        "formula": formula,
        "input": picture(),
        "names": NAMES,
        "classOffset": 0,
        **truth,
        **more,
        "outputs": outputs,
    }


def write(path: Path, content: dict) -> int:
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path.write_text(text)
    return len(text)
