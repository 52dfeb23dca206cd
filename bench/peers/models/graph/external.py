"""Models with their tensors' data in other files, as torch.onnx, Optimum and onnx itself write them.

`packed` in the index is the SHA-256 of the one file that holds all: `onnx.save(onnx.load(…))` gives those bytes, but for
sparse tensors, which the package leaves where they are.
"""
import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnx.external_data_helper import load_external_data_for_tensor

from layout.fixture import dense

from .build import info, model
from .variants import dynamic

# What the first tensor of the file is moved by, so that no offset is 0.
PAGE = 64


def tensors(message) -> list[TensorProto]:
    """Every tensor in a message, at whatever depth."""
    if isinstance(message, TensorProto):
        return [message]
    found = []
    for field, value in message.ListFields():
        if field.message_type:
            for part in value if field.is_repeated else [value]:
                found += tensors(part)
    return found


def moved(made: ModelProto, locations, folder: Path) -> ModelProto:
    """The model with its tensors' data in files: `locations` names that of each, by its number."""
    files: dict[str, bytearray] = {}
    for number, tensor in enumerate(tensors(made)):
        raw = numpy_helper.to_array(tensor).tobytes()
        location = locations(number)
        content = files.setdefault(location, bytearray(PAGE))
        for field in ("float_data", "int32_data", "int64_data", "raw_data"):
            tensor.ClearField(field)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", location), ("offset", str(len(content))), ("length", str(len(raw)))):
            tensor.external_data.add(key=key, value=value)
        content += raw + bytes(-len(raw) % PAGE)
    for location, content in files.items():
        path = folder / location
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def packed(path: Path) -> bytes:
    made = onnx.load(path, load_external_data=False)
    for tensor in tensors(made):
        load_external_data_for_tensor(tensor, str(path.parent))
        tensor.data_location = TensorProto.DEFAULT
        del tensor.external_data[:]
    return made.SerializeToString(deterministic=True)


def everywhere(layout: dict) -> ModelProto:
    """The output is the sum of what a branch, a Constant and a sparse initializer hold."""
    whole = dense(layout["outputs"][0])
    at = np.flatnonzero(whole)
    parts = [np.zeros_like(whole) for _ in range(3)]
    for index, place in enumerate(at):
        parts[index % 3].ravel()[place] = whole.ravel()[place]
    branches = {
        f"{name}_branch": helper.make_graph(
            [helper.make_node("Identity", [f"{name}/weights"], [f"{name}/out"])],
            name,
            [],
            [info(f"{name}/out", "float32", list(whole.shape))],
            [numpy_helper.from_array(part, f"{name}/weights")],
        )
        for name, part in (("then", parts[0]), ("else", np.ones_like(whole)))
    }
    nodes = [
        helper.make_node("Constant", [], ["yes"], value=numpy_helper.from_array(np.array(True))),
        helper.make_node("Constant", [], ["attribute"], value=numpy_helper.from_array(parts[1])),
        helper.make_node("If", ["yes"], ["branch"], **branches),
        helper.make_node("Add", ["branch", "attribute"], ["two"]),
        helper.make_node("Add", ["two", "sparse"], ["output0"]),
    ]
    made = model(
        nodes, [info("images", "float32", [1, 3, 64, 96])], [info("output0", "float32", list(whole.shape))], []
    )
    places = np.flatnonzero(parts[2])
    values = numpy_helper.from_array(parts[2].ravel()[places], "sparse")
    indices = numpy_helper.from_array(places.astype(np.int64), "sparse/at")
    made.graph.sparse_initializer.append(helper.make_sparse_tensor(values, indices, list(whole.shape)))
    return made


def write(folder: Path, layouts: dict) -> dict:
    v8 = layouts["yolov8"]
    made = {
        # torch.onnx.export(dynamo=True): one file of the model's name and .data.
        "external-torch": (dynamic(v8), lambda _: "external-torch.onnx.data"),
        "external-many": (dynamic(v8), lambda number: f"external-many/{number}.bin"),
        "external-everywhere": (everywhere(v8), lambda number: f"external-everywhere.{number % 2}.bin"),
    }
    index = {}
    for name, (graph, locations) in made.items():
        path = folder / f"{name}.onnx"
        path.write_bytes(moved(graph, locations, folder).SerializeToString(deterministic=True))
        whole = packed(path)
        if name != "external-everywhere":
            assert whole == onnx.load(path).SerializeToString(deterministic=True), name
        index[path.name] = {"layout": "yolov8", "packed": hashlib.sha256(whole).hexdigest()}
    return index
