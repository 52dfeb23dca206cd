"""ONNX Runtime as every peer uses it."""
from pathlib import Path

import onnxruntime

onnxruntime.set_default_logger_severity(3)


def session(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
