"""Runs the graphs by ONNX Runtime and compares what they give with their fixtures."""
import os
from pathlib import Path

import numpy as np

# Before it is loaded: otherwise it reports its sessions.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # noqa: E402

from layout.fixture import dense

from .external import packed

onnxruntime.set_default_logger_severity(3)


def session_of(model: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def check(folder: Path, index: dict, layouts: dict) -> None:
    for name, entry in index.items():
        whole = packed(folder / name) if "packed" in entry else (folder / name).read_bytes()
        session = session_of(whole)
        layout = layouts.get(entry.get("layout"))
        results = session.run(None, feeds(session, layout))
        for output, result in zip(layout["outputs"] if layout else [], results):
            # Boxes of a deployed DETR are multiplied in the graph: one rounding more.
            np.testing.assert_allclose(result, dense(output), rtol=1e-6, err_msg=f"{name} {output['name']}")


def feeds(session, layout: dict | None) -> dict:
    types = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}
    given = {}
    for entry in session.get_inputs():
        if layout and entry.name == layout.get("sizes", {}).get("name"):
            given[entry.name] = np.array([layout["sizes"]["values"]], np.int64)
        else:
            shape = [axis if isinstance(axis, int) else {"height": 64, "width": 96}.get(axis, 1) for axis in entry.shape]
            given[entry.name] = np.zeros(shape, types[entry.type])
    return given
