"""Classification: one number a class, before or after softmax."""
import numpy as np

from .fixture import fixture, picture, tensor

NAMES = ["tench", "goldfish", "shark", "ray", "cock"]
PROBABILITIES = [0.62, 0.2, 0.1, 0.05, 0.03]


def best() -> dict:
    return {
        "threshold": 0.0,
        "expected": [
            {"class": NAMES.index(name), "name": name, "score": score}
            for name, score in zip(["shark", "cock", "tench", "ray", "goldfish"], PROBABILITIES)
        ],
    }


def scores() -> np.ndarray:
    values = np.zeros(len(NAMES), np.float32)
    for entry in best()["expected"]:
        values[entry["class"]] = entry["score"]
    return values


def logits() -> dict:
    return fixture(
        "classify-logits",
        ["pytorch/vision torchvision/models (every classifier ends before softmax)"],
        "score = softmax(logits); any constant may be added to all of them",
        best(),
        [tensor("logits", (np.log(scores()) + 3)[None].astype(np.float32))],
        names=NAMES,
        input=picture("input"),
    )


def softmax() -> dict:
    return fixture(
        "classify-softmax",
        ["onnx/models validated/vision/classification/squeezenet (softmaxout_1, 1xCx1x1)"],
        "score = the number itself",
        best(),
        [tensor("softmaxout_1", scores().reshape(1, -1, 1, 1))],
        names=NAMES,
        input=picture("data_0"),
    )


FAMILIES = [logits, softmax]
