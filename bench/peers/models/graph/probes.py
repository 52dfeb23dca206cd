"""Graphs whose scores are the pixels that they were fed: they show colour order, scale, padding, layout and batch order.

YOLOv8's signature with three columns in use. The three class scores of a column are the three channels of one pixel of
the input: its top left one (box around 8,8), its centre (box around 48,32), its bottom right one (box around 88,56).
"""
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper

from .build import TYPES, constant, info, model, save

WIDTH, HEIGHT, CELLS = 96, 64, 126
BOXES = np.array([[[8, 48, 88], [8, 32, 56], [12, 20, 12], [10, 16, 10]]], np.float32)
PIXELS = {"topLeft": (0, 0), "centre": (HEIGHT // 2, WIDTH // 2), "bottomRight": (HEIGHT - 1, WIDTH - 1)}
MEANING = (
    "class scores = the three channels of one pixel: box [2,3,14,13] top left, [38,24,58,40] centre, [82,51,94,61] bottom right"
)


def probe(dtype: str = "float32", nhwc: bool = False, batch: int | str = 1, scale: float = 1.0) -> ModelProto:
    """`scale` divides the input, so that scores are in 0-1 where pixels are not."""
    shape = [batch, HEIGHT, WIDTH, 3] if nhwc else [batch, 3, HEIGHT, WIDTH]
    half = "float16" if dtype == "float16" else "float32"
    nodes = [
        helper.make_node("Transpose", ["images"], ["planes"], perm=[0, 3, 1, 2] if nhwc else [0, 1, 2, 3]),
        helper.make_node("Cast", ["planes"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["numbers", "scale"], ["scaled"]),
        helper.make_node("Reshape", ["scaled", "flat"], ["pixels"]),
        helper.make_node("Gather", ["pixels", "at"], ["scores"], axis=2),
        helper.make_node("Shape", ["images"], ["batch"], start=0, end=1),
        helper.make_node("Concat", ["batch", "boxShape"], ["boxesShape"], axis=0),
        helper.make_node("Expand", ["box", "boxesShape"], ["boxes"]),
        helper.make_node("Concat", ["boxes", "scores"], ["columns"], axis=1),
        helper.make_node("Pad", ["columns", "padding"], ["all"]),
        helper.make_node("Cast", ["all"], ["output0"], to=TYPES[half]),
    ]
    constants = [
        constant("scale", scale, "float32"),
        constant("flat", [0, 3, HEIGHT * WIDTH]),
        constant("at", [row * WIDTH + column for row, column in PIXELS.values()]),
        constant("boxShape", [4, 3]),
        constant("box", BOXES, "float32"),
        constant("padding", [0, 0, 60, 0, 0, CELLS - 63]),
    ]
    outputs = [info("output0", half, [batch, 7, CELLS])]
    return model(nodes, [info("images", dtype, shape)], outputs, constants)


def classify_probe() -> ModelProto:
    """Three logits: ten times the mean of each channel."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["means"], axes=[2, 3], keepdims=0),
        helper.make_node("Mul", ["means", "ten"], ["logits"]),
    ]
    shape = [1, 3, HEIGHT, WIDTH]
    return model(nodes, [info("input", "float32", shape)], [info("logits", "float32", [1, 3])], [constant("ten", 10, "float32")])


def write(folder: Path) -> dict:
    made = {
        "probe": (probe(), f"float32 NCHW, 0-1; {MEANING}"),
        "probe-fp16": (probe("float16"), f"float16 input and output, NCHW, 0-1; {MEANING}"),
        "probe-uint8": (probe("uint8", scale=255), f"uint8 NCHW, 0-255, scores are pixel / 255; {MEANING}"),
        "probe-nhwc": (probe(nhwc=True), f"float32 NHWC, 0-1; {MEANING}"),
        "probe-uint8-nhwc": (probe("uint8", True, scale=255), f"uint8 NHWC, 0-255, scores are pixel / 255; {MEANING}"),
        "probe-batch": (probe(batch="batch"), f"float32 NCHW, 0-1, any batch; {MEANING}"),
        "probe-classify": (classify_probe(), "three logits: ten times the mean of each channel of a float32 NCHW input"),
    }
    for name, (graph, _) in made.items():
        save(folder / f"{name}.onnx", graph)
    return {f"{name}.onnx": {"probe": meaning} for name, (_, meaning) in made.items()}
