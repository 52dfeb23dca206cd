"""ONNX Runtime as every peer uses it: it reports to nobody, which it has to be told before it is loaded."""
import os
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # noqa: E402

onnxruntime.set_default_logger_severity(3)


def session(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
