"""Classifiers as Windows-Machine-Learning's samples bind them: Samples/SqueezeNetObjectDetection (kitten_224.png: tabby
0.931461) and Samples/MNIST. WinML cuts the middle of the picture out at the model's ratio, scales it, and gives pixels as
0-255, BGR where the model's metadata names nothing else (microsoft/onnxruntime winml/lib/Api/ImageFeatureValue.cpp
CenterAndCropBounds)."""
from pathlib import Path

import cv2
import numpy as np

from .names import imagenet
from .session import session

BEST = 5


def middle(picture: np.ndarray, side: int) -> np.ndarray:
    height, width = picture.shape[:2]
    cut = min(height, width)
    top, left = (height - cut) // 2, (width - cut) // 2
    return cv2.resize(picture[top : top + cut, left : left + cut], (side, side), interpolation=cv2.INTER_LINEAR)


def squeezenet(path: Path):
    model, names = session(path), imagenet(path.parent / "imagenet_labels.txt")

    def classify(picture: np.ndarray):
        tensor = middle(picture, 224).transpose(2, 0, 1)[None].astype(np.float16)
        return tensor, {"found": best(model.run(None, {"data_0": tensor})[0].ravel().astype(np.float32), names)}

    return classify


def mnist(path: Path):
    model = session(path)

    def classify(picture: np.ndarray):
        grey = cv2.cvtColor(middle(picture, 28), cv2.COLOR_BGR2GRAY)
        tensor = grey[None, None].astype(np.float32)
        logits = model.run(None, {"Input3": tensor})[0].ravel().astype(np.float64)
        weights = np.exp(logits - logits.max())
        return tensor, {"found": best(weights / weights.sum(), [str(digit) for digit in range(10)])}

    return classify


def best(scores: np.ndarray, names: list[str]) -> list[dict]:
    order = np.argsort(-scores, kind="stable")[:BEST]
    return [{"class": int(i), "name": names[i], "score": scores[i]} for i in order]


FIT = "middle cut out at the model's ratio, stretched to its size, bilinear"
PEERS = [
    {
        "model": "squeezenet_fp16.onnx",
        "family": "classify",
        "sources": [
            "microsoft/Windows-Machine-Learning@155b5eeb Samples/SqueezeNetObjectDetection/Desktop/cpp/main.cpp",
            "microsoft/onnxruntime winml/lib/Api/ImageFeatureValue.cpp CenterAndCropBounds",
        ],
        "settings": {"colour": "BGR", "scale": "0-255", "fit": FIT, "activation": "softmax is in the graph", "best": BEST},
        "open": squeezenet,
    },
    {
        "model": "mnist.onnx",
        "family": "classify",
        "sources": ["microsoft/Windows-Machine-Learning@155b5eeb Samples/MNIST; metadata of the model: Gray8, 0-255"],
        "settings": {"colour": "grey", "scale": "0-255", "fit": FIT, "activation": "softmax of the output", "best": BEST},
        "open": mnist,
    },
]
