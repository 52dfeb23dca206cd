"""The YOLOv8 fixture as exporters vary it: metadata, dynamic axes, and what must be refused or asked about."""
from pathlib import Path

import numpy as np
from onnx import ModelProto, helper, numpy_helper

from layout.fixture import dense

from .build import constant, info, model, of_layout, save

# Python's repr, as Ultralytics writes it: quotes change where a name has one.
NAMES = "{0: 'person', 1: 'bicycle', 2: 'car'}"
QUOTED = "{0: 'person', 1: \"driver's cab\", 2: 'car, red: {new}'}"


def with_metadata(made: ModelProto, names: str, task: str = "detect") -> ModelProto:
    entries = {"author": "Ultralytics", "stride": "32", "task": task, "batch": "1", "imgsz": "[64, 96]", "names": names}
    helper.set_model_props(made, entries)
    return made


def dynamic(layout: dict) -> ModelProto:
    """Batch, height and width are free; the number of columns follows: sum of (height / s) * (width / s)."""
    values = dense(layout["outputs"][0])
    nodes = [
        helper.make_node("Shape", ["images"], ["shape"]),
        helper.make_node("Split", ["shape"], ["batch", "three", "height", "width"], axis=0),
        *(
            node
            for s in (8, 16, 32)
            for node in (
                helper.make_node("Div", ["height", f"s{s}"], [f"rows{s}"]),
                helper.make_node("Div", ["width", f"s{s}"], [f"columns{s}"]),
                helper.make_node("Mul", [f"rows{s}", f"columns{s}"], [f"cells{s}"]),
            )
        ),
        helper.make_node("Add", ["cells8", "cells16"], ["cells24"]),
        helper.make_node("Add", ["cells24", "cells32"], ["cells"]),
        helper.make_node("Sub", ["cells", "known"], ["more"]),
        helper.make_node("Concat", ["pads", "more"], ["padding"], axis=0),
        helper.make_node("Pad", ["values", "padding"], ["padded"]),
        helper.make_node("Concat", ["batch", "rows", "cells"], ["wanted"], axis=0),
        helper.make_node("Expand", ["padded", "wanted"], ["output0"]),
    ]
    constants = [constant(f"s{s}", [s]) for s in (8, 16, 32)] + [
        constant("known", [values.shape[2]]),
        constant("pads", [0, 0, 0, 0, 0]),
        constant("rows", [values.shape[1]]),
        numpy_helper.from_array(values, "values"),
    ]
    return model(
        nodes,
        [info("images", "float32", ["batch", 3, "height", "width"])],
        [info("output0", "float32", ["batch", values.shape[1], "anchors"])],
        constants,
    )


def relabelled(layout: dict, axes: list, fill=None) -> ModelProto:
    output = layout["outputs"][0]
    changed = {**output, "axes": axes} | ({} if fill is None else {"fill": fill, "at": [], "values": []})
    return of_layout({**layout, "outputs": [changed]})


def segmentation(layout: dict) -> ModelProto:
    """Boxes with 32 mask coefficients and a second output of prototypes: a task that is not detection."""
    boxes = dense(layout["outputs"][0])
    masks = np.concatenate([boxes, np.zeros((1, 32, boxes.shape[2]), np.float32)], 1)
    at = np.flatnonzero(masks)
    outputs = [
        {"name": "output0", "dtype": "float32", "shape": list(masks.shape), "fill": 0, "at": at, "values": masks.ravel()[at]},
        {"name": "output1", "dtype": "float32", "shape": [1, 32, 16, 24], "fill": 0, "at": [], "values": []},
    ]
    return of_layout({**layout, "outputs": outputs})


def write(folder: Path, layouts: dict) -> dict:
    v8 = layouts["yolov8"]
    made = {
        "yolov8-metadata": (with_metadata(of_layout(v8), NAMES), {"layout": "yolov8", "names": "person, bicycle, car"}),
        "yolov8-quoted-names": (
            with_metadata(of_layout(v8), QUOTED),
            {"layout": "yolov8", "names": "person | driver's cab | car, red: {new}"},
        ),
        "yolov8-dynamic": (dynamic(v8), {"layout": "yolov8", "axes": "batch, height, width are free"}),
        "yolov8-segment": (
            with_metadata(segmentation(v8), NAMES, "segment"),
            {"unsupported": "a segmentation model, said so by metadata and by its second output"},
        ),
        "ambiguous": (
            relabelled(v8, ["a", "b", "c"]),
            {"layout": "yolov8", "ambiguous": "no size of the output is declared"},
        ),
        "zero-detections": (relabelled(v8, v8["outputs"][0]["shape"], 0.0), {"empty": "every score is 0"}),
    }
    for name, (graph, _) in made.items():
        save(folder / f"{name}.onnx", graph)
    return {f"{name}.onnx": entry for name, (_, entry) in made.items()}
