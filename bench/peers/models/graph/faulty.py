"""What must be refused, and what fails only when it runs."""
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from layout.fixture import dense

from .build import IR, OPSET, constant, info, model, of_layout

OUTPUT = [1, 7, 126]


def constant_output(initializer: TensorProto) -> ModelProto:
    nodes = [helper.make_node("Identity", [initializer.name], ["output0"])]
    inputs = [info("images", "float32", [1, 3, 64, 96])]
    return model(nodes, inputs, [info("output0", "float32", list(initializer.dims))], [initializer])


BYTES = 7 * 126 * 4


def elsewhere(location: str, length: int | str = BYTES, offset: int | str = 0, dims=None) -> TensorProto:
    weights = TensorProto(name="weights", data_type=TensorProto.FLOAT, dims=dims or OUTPUT)
    weights.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
        weights.external_data.add(key=key, value=value)
    return weights


def external(location: str, *claims) -> ModelProto:
    return constant_output(elsewhere(location, *claims))


def external_attribute(location: str) -> ModelProto:
    made = constant_output(constant("weights", np.zeros(OUTPUT), "float32"))
    made.graph.node.append(helper.make_node("Constant", [], ["unused"], value=elsewhere(location)))
    return made


def external_branch(location: str) -> ModelProto:
    made = constant_output(constant("weights", np.zeros(OUTPUT), "float32"))
    branch = helper.make_graph([helper.make_node("Identity", ["weights"], ["out"])], "branch", [], [])
    branch.output.append(info("out", "float32", OUTPUT))
    branch.initializer.append(elsewhere(location))
    made.graph.node.append(helper.make_node("If", ["yes"], ["unused"], then_branch=branch, else_branch=branch))
    return made


def external_sparse(location: str) -> ModelProto:
    made = constant_output(constant("weights", np.zeros(OUTPUT), "float32"))
    made.graph.sparse_initializer.add(
        values=elsewhere(location, 4, 0, [1]), indices=constant("at", [0]), dims=[1, 7, 126]
    )
    return made


def claims(dims: list[int]) -> ModelProto:
    """A tensor that says it is large and holds four bytes."""
    return constant_output(TensorProto(name="weights", data_type=TensorProto.FLOAT, dims=dims, raw_data=bytes(4)))


def claims_output() -> ModelProto:
    made = constant_output(constant("weights", np.zeros(OUTPUT), "float32"))
    made.graph.output[0].CopyFrom(info("output0", "float32", [1, 7, 100_000_000]))
    return made


def of_values(values: np.ndarray) -> ModelProto:
    return constant_output(numpy_helper.from_array(values.astype(np.float32), "weights"))


def custom_operator() -> ModelProto:
    nodes = [helper.make_node("Mystery", ["images"], ["output0"], domain="com.example")]
    made = model(nodes, [info("images", "float32", [1, 3, 64, 96])], [info("output0", "float32", OUTPUT)], [])
    made.opset_import.append(helper.make_opsetid("com.example", 1))
    return made


def by_brightness(brighter_than: float, table: np.ndarray) -> ModelProto:
    """Row 0 of the table, and row 1 as soon as any value of the input is above the limit: where it has none, a fault."""
    nodes = [
        helper.make_node("ReduceMax", ["images"], ["brightest"], keepdims=0),
        helper.make_node("Greater", ["brightest", "limit"], ["bright"]),
        helper.make_node("Cast", ["bright"], ["row"], to=TensorProto.INT64),
        helper.make_node("Gather", ["table", "row"], ["output0"], axis=0),
    ]
    constants = [constant("limit", brighter_than, "float32"), numpy_helper.from_array(table, "table")]
    return model(nodes, [info("images", "float32", [1, 3, 64, 96])], [info("output0", "float32", OUTPUT)], constants)


def write(folder: Path, layouts: dict) -> dict:
    v8 = layouts["yolov8"]
    whole = of_layout(v8).SerializeToString(deterministic=True)
    boxes = dense(v8["outputs"][0])
    no_numbers = np.stack([boxes, np.full_like(boxes, np.nan)])
    infinite = boxes.copy()
    infinite[0, :4, 46:58] = np.inf
    files = {
        "text": (b"This is not a model.\n" * 20, "a text file"),
        "empty": (b"", "no bytes at all"),
        "truncated": (whole[: len(whole) * 6 // 10], "the first 60 % of yolov8.onnx"),
        "newer-opset": (changed(of_layout(v8), opset=99), "opset 99"),
        "newer-ir": (changed(of_layout(v8), ir=99), "IR version 99"),
        "custom-operator": (serialized(custom_operator()), "operator com.example.Mystery"),
        "external-outside": (serialized(external("../outside.bin")), "weights in ../outside.bin"),
        "external-absolute": (serialized(external("/etc/hostname", 4)), "weights in /etc/hostname"),
        "external-missing": (serialized(external("gone.bin")), "weights in gone.bin, which is not there"),
        "external-attribute": (serialized(external_attribute("../outside.bin")), "data of a Constant in ../outside.bin"),
        "external-branch": (serialized(external_branch("/etc/hostname")), "weights of a branch in /etc/hostname"),
        "external-sparse": (serialized(external_sparse("a/../../outside.bin")), "sparse weights in a/../../outside.bin"),
        "external-memory": (serialized(external("*/_ORT_MEM_ADDR_/*")), "weights at an address in memory"),
        "external-beyond": (
            serialized(external("external-beside.bin", BYTES, 4096)),
            "weights from byte 4096 on of a file of 3528",
        ),
        "external-length": (serialized(external("external-beside.bin", 8)), "8 bytes for 882 numbers"),
        "external-offset": (serialized(external("external-beside.bin", BYTES, "-4")), "weights from byte -4 on"),
        "external-2gb": (
            serialized(external("external-beside.bin", 2_800_000_000, 0, [1, 7, 100_000_000])),
            "weights of 2.8 GB",
        ),
        "external-beside": (serialized(external("external-beside.bin")), None),
        "claims-2gb": (serialized(claims([1, 7, 80_000_000])), "a tensor of 2.2 GB with 4 bytes in it"),
        "claims-overflow": (serialized(claims([2**31, 2**31, 2**31])), "a tensor whose size overflows 64 bits"),
        "claims-output": (serialized(claims_output()), "declares 1x7x100000000, gives 1x7x126"),
        "nan": (serialized(of_values(np.full(OUTPUT, np.nan))), "every number of its output is NaN"),
        "infinite": (serialized(of_values(infinite)), "boxes of 12 columns are infinite, their scores 0; else yolov8"),
        "fails": (serialized(by_brightness(-1e30, boxes[None])), "loads, and fails whenever it runs"),
        "fails-when-bright": (
            serialized(by_brightness(0.5, boxes[None])),
            "gives yolov8 until a value of its input is above 0.5",
        ),
        "nan-when-bright": (
            serialized(by_brightness(0.5, no_numbers)),
            "gives yolov8 until a value of its input is above 0.5, then NaN",
        ),
    }
    for name, (content, _) in files.items():
        (folder / f"{name}.onnx").write_bytes(content)
    (folder / "external-beside.bin").write_bytes(dense(v8["outputs"][0]).tobytes())
    index = {f"{name}.onnx": {"fault": fault} for name, (_, fault) in files.items() if fault}
    return index | {"external-beside.onnx": {"layout": "yolov8", "external": "external-beside.bin, in the same folder"}}


def serialized(made: ModelProto) -> bytes:
    return made.SerializeToString(deterministic=True)


def changed(made: ModelProto, opset: int = OPSET, ir: int = IR) -> bytes:
    made.ir_version = ir
    made.opset_import[0].version = opset
    return serialized(made)
