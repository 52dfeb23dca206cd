"""Graphs whose outputs are the tensors of a layout fixture."""
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from layout.fixture import dense

OPSET, IR = 17, 8
TYPES = {
    "float32": TensorProto.FLOAT,
    "float16": TensorProto.FLOAT16,
    "uint8": TensorProto.UINT8,
    "int8": TensorProto.INT8,
    "int64": TensorProto.INT64,
}
# Above this a tensor is written as its fill and its few other values.
DENSE_BYTES = 1024


def constant(name: str, values, dtype="int64") -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(values, dtype), name)


def info(name: str, dtype: str, shape: list) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TYPES[dtype], shape)


def tensor_nodes(entry: dict, name: str) -> tuple[list, list]:
    """Nodes and initializers that give the tensor `entry` as `name`."""
    values = dense(entry)
    if values.nbytes <= DENSE_BYTES:
        return [helper.make_node("Identity", [f"{name}/all"], [name])], [numpy_helper.from_array(values, f"{name}/all")]
    at = np.stack(np.unravel_index(np.array(entry["at"], np.int64), values.shape), 1)
    fill = numpy_helper.from_array(np.array([entry["fill"]], values.dtype))
    nodes = [
        helper.make_node("ConstantOfShape", [f"{name}/shape"], [f"{name}/fill"], value=fill),
        helper.make_node("ScatterND", [f"{name}/fill", f"{name}/at", f"{name}/values"], [name]),
    ]
    return nodes, [
        constant(f"{name}/shape", values.shape),
        constant(f"{name}/at", at),
        constant(f"{name}/values", entry["values"], values.dtype),
    ]


def model(nodes, inputs, outputs, initializers, opset: int = OPSET, ir: int = IR) -> onnx.ModelProto:
    graph = helper.make_graph(nodes, "fixture", inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="graphs.py")
    made.ir_version = ir
    return made


# Operators by which a family is told: there, and not used by any output.
TELLING = {
    "TopK": helper.make_node("TopK", ["telling/list", "telling/one"], ["telling/best", "telling/at"]),
    "GridSample": helper.make_node("GridSample", ["telling/map", "telling/grid"], ["telling/sampled"]),
}
TELLING_CONSTANTS = [
    constant("telling/list", [1, 2, 3], "float32"),
    constant("telling/one", [1]),
    constant("telling/map", np.zeros([1, 1, 2, 2]), "float32"),
    constant("telling/grid", np.zeros([1, 1, 1, 2]), "float32"),
]


def telling(layout: dict) -> list:
    return [TELLING[operator] for operator in layout.get("operators", [])]


def of_layout(layout: dict) -> onnx.ModelProto:
    nodes = telling(layout)
    initializers = [*TELLING_CONSTANTS] if nodes else []
    inputs = [info(*(layout["input"][key] for key in ("name", "dtype", "shape")))]
    for output in layout["outputs"]:
        scaled = "sizes" in layout and output["name"] == "boxes"
        made, constants = tensor_nodes(in_picture(output, layout) if scaled else output, inner(output, scaled))
        nodes += made
        initializers += constants
    if "sizes" in layout:
        sizes = layout["sizes"]
        inputs.append(info(sizes["name"], sizes["dtype"], ["N", 2]))
        nodes += times_sizes(sizes["name"])
        inputs[0] = info(layout["input"]["name"], layout["input"]["dtype"], ["N", *layout["input"]["shape"][1:]])
    outputs = [info(o["name"], o["dtype"], o.get("axes", o["shape"])) for o in layout["outputs"]]
    return model(nodes, inputs, outputs, initializers)


def inner(output: dict, scaled: bool) -> str:
    return f"{output['name']}/unit" if scaled else output["name"]


def in_picture(output: dict, layout: dict) -> dict:
    """The boxes of a deployed DETR in 0-1: its graph multiplies by the size that the reader gives."""
    values = dense(output) / np.tile(layout["sizes"]["values"], 2).astype(np.float32)
    at = np.flatnonzero(values)
    return {**output, "dtype": "float32", "fill": 0, "at": at.tolist(), "values": values.ravel()[at].tolist()}


def times_sizes(name: str) -> list:
    return [
        helper.make_node("Cast", [name], ["sizes/float"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["sizes/float", "sizes/float"], ["sizes/corners"], axis=1),
        helper.make_node("Unsqueeze", ["sizes/corners", "sizes/axis"], ["sizes/rows"]),
        helper.make_node("Mul", ["boxes/unit", "sizes/rows"], ["boxes"]),
        helper.make_node("Constant", [], ["sizes/axis"], value=constant("", [1])),
    ]


def save(path: Path, made: onnx.ModelProto) -> None:
    # The checker wants nodes in the order of use.
    made.graph.node.sort(key=lambda node: node.op_type != "Constant")
    onnx.checker.check_model(made)
    path.write_bytes(made.SerializeToString(deterministic=True))
