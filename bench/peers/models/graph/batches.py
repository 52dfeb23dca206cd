"""The layouts in batches: each picture of a run whose values are high gives the layout's tensors, a dark one only background.

So a reader that takes one picture's outputs for another's is found out, for inputs of every number type.
"""
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper

from layout.fixture import dense

from .build import TELLING_CONSTANTS, TYPES, constant, info, model, save, telling, tensor_nodes
from .check import session_of

BRIGHT = 0.5
# Lists of the boxes of all pictures: name of the tensor -> column in which a row has the number of its picture.
LISTS = {"graph2_flat_predictions": 0, "detection_out": 0}
# Rows of a picture that are kept: those that are expected, and what is too faint.
USED = 6
MIXED = {"yolov8": "int8", "yolov10": "float16", "yolox-decoded": "uint8"}


def masks() -> list:
    """`bright`: for each picture of the run, whether any of its values is high."""
    return [
        helper.make_node("Cast", ["pictures"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["numbers"], ["highest"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Greater", ["highest", "limit"], ["bright"]),
    ]


def by_picture(output: dict) -> tuple[list, list]:
    """The tensor for each bright picture, the batch being the first axis."""
    name = output["name"]
    nodes, constants = tensor_nodes(output, f"{name}/one")
    rank = len(output["shape"])
    return [
        *nodes,
        helper.make_node("Reshape", ["bright", f"{name}/rank"], [f"{name}/mask"]),
        helper.make_node("Where", [f"{name}/mask", f"{name}/one", f"{name}/dark"], [name]),
    ], [
        *constants,
        constant(f"{name}/rank", [-1] + [1] * (rank - 1)),
        constant(f"{name}/dark", min(output["fill"], 0), output["dtype"]),
    ]


def listed(output: dict) -> tuple[list, list]:
    """The rows of all pictures, the last picture's first; the end of a list only behind them all."""
    name, column, dtype = output["name"], LISTS[output["name"]], output["dtype"]
    whole = dense(output)
    rows = whole.reshape(1, -1, whole.shape[-1])[:, :USED].copy()
    rows[..., column] = 0
    place, rest = np.zeros([1, 1, rows.shape[-1]]), np.zeros(rows.shape[1:])
    place[..., column], rest[..., column] = 1, -1
    ends = whole.ndim == 4
    nodes = [
        helper.make_node("Size", ["bright"], ["count"]),
        helper.make_node("Sub", ["count", "one"], ["last"]),
        helper.make_node("Range", ["last", "end", "end"], ["order"]),
        helper.make_node("Gather", ["bright", "order"], ["inOrder"]),
        helper.make_node("Reshape", ["inOrder", "perPicture"], ["mask"]),
        helper.make_node("Where", ["mask", "rows", "zero"], ["found"]),
        helper.make_node("Cast", ["order"], ["numbersOfPictures"], to=TYPES[dtype]),
        helper.make_node("Reshape", ["numbersOfPictures", "perPicture"], ["numberOfPicture"]),
        helper.make_node("Mul", ["numberOfPicture", "place"], ["ofPicture"]),
        helper.make_node("Add", ["found", "ofPicture"], ["byPicture"]),
        helper.make_node("Reshape", ["byPicture", "oneList"], ["list"]),
        helper.make_node("Concat", ["list", "rest"], ["ended"], axis=0),
        helper.make_node("Reshape", ["ended", "shape"], [name]),
    ]
    constants = [
        constant("one", 1),
        constant("end", -1),
        constant("perPicture", [-1, 1, 1]),
        constant("oneList", [-1, rows.shape[-1]]),
        constant("shape", [*whole.shape[:-2], -1, rows.shape[-1]]),
        constant("rows", rows, dtype),
        constant("zero", 0, dtype),
        constant("place", place, dtype),
        constant("rest", rest if ends else rest[:0], dtype),
    ]
    return nodes, constants


def of_batch(layout: dict, batch: int | str, dtype: str) -> ModelProto:
    nodes, constants = [], [constant("limit", BRIGHT, "float32"), *(TELLING_CONSTANTS if "operators" in layout else [])]
    outputs = []
    for output in layout["outputs"]:
        if output["name"] in LISTS:
            more, values = listed(output)
            axes = ["boxes", 7] if len(output["shape"]) == 2 else [1, 1, "boxes", 7]
        else:
            more, values = by_picture(output)
            axes = [batch, *output["shape"][1:]]
        nodes += more
        constants += values
        outputs.append(info(output["name"], output["dtype"], axes))
    shape = [batch, *layout["input"]["shape"][1:]]
    name = layout["input"]["name"]
    inputs = [info(name, dtype, shape)]
    if "sizes" in layout:
        inputs.append(info(layout["sizes"]["name"], layout["sizes"]["dtype"], [batch, 2]))
    feed = helper.make_node("Identity", [name], ["pictures"])
    return model([feed, *masks(), *telling(layout), *nodes], inputs, outputs, constants)


def check(path: Path, layout: dict, dtype: str) -> None:
    session = session_of(path.read_bytes())
    pictures = np.zeros([3, *layout["input"]["shape"][1:]], dtype)
    pictures[::2] = 1
    feeds = {layout["input"]["name"]: pictures}
    if "sizes" in layout:
        feeds[layout["sizes"]["name"]] = np.array([layout["sizes"]["values"]] * 3, np.int64)
    for output, result in zip(layout["outputs"], session.run(None, feeds)):
        if output["name"] in LISTS:
            continue
        for bright, one in zip((True, False, True), result):
            wanted = dense(output)[0] if bright else np.full(output["shape"][1:], min(output["fill"], 0))
            np.testing.assert_array_equal(one, wanted.astype(result.dtype), err_msg=f"{path.name} {output['name']}")


def write(folder: Path, layouts: dict) -> dict:
    folder.mkdir(exist_ok=True)
    index = {}
    for name, layout in layouts.items():
        if name.startswith("classify"):
            continue
        for batch in ("N", 3):
            dtype = MIXED.get(name, layout["input"]["dtype"])
            file = f"{name}-{'open' if batch == 'N' else 'three'}.onnx"
            save(folder / file, of_batch(layout, batch, dtype))
            check(folder / file, layout, dtype)
            index[f"{folder.name}/{file}"] = {"batch": name}
    return index
