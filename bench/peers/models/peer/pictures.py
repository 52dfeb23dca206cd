"""Pictures that are hard to read right, made of the test data's two that may be passed on: person_image.jpg (CC0) and
truck.jpg (Apache-2.0, facebookresearch/segment-anything-2)."""
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

# How a viewer turns the stored picture for orientations 1 to 8; stored is the inverse.
UPRIGHT_TO_STORED = [
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
]
ORIENTATION = 0x0112


def paths(*folders: Path) -> list[Path]:
    kinds = {".jpg", ".jpeg", ".png"}
    return [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in kinds]


def read(path: Path) -> np.ndarray:
    """BGR, three channels, upright: imread applies EXIF orientation, and drops transparency."""
    return cv2.imread(str(path), cv2.IMREAD_COLOR)


def make(images: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    person = Image.open(images / "person_image.jpg").convert("RGB")
    truck = Image.open(images / "truck.jpg").convert("RGB")

    def save(name: str, picture: Image.Image, **options) -> None:
        picture.save(folder / name, quality=88, **options)

    save("small-97x61.jpg", person.resize((97, 61), Image.LANCZOS))
    save("odd-333x251.jpg", truck.resize((333, 251), Image.LANCZOS))
    save("portrait-151x301.jpg", upright(person).resize((151, 301), Image.LANCZOS))
    save("strip-401x37.jpg", truck.crop((0, 500, 1800, 666)).resize((401, 37), Image.LANCZOS))
    # The person stands left of the middle, and lower: a picture turned the wrong way puts her elsewhere.
    aside = person.crop((245, 120, 635, 380)).resize((241, 161), Image.LANCZOS)
    save("grey.jpg", aside.convert("L"))
    save("cmyk.jpg", with_black(aside))
    for orientation, turn in enumerate(UPRIGHT_TO_STORED, 1):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        save(f"exif-{orientation}.jpg", aside.transpose(turn) if turn is not None else aside, exif=exif.tobytes())
    save("one-1x1.jpg", Image.new("RGB", (1, 1), (200, 30, 60)))
    for digit in (2, 7):
        drawn = np.zeros((28, 28), np.uint8)
        cv2.putText(drawn, str(digit), (6, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
        cv2.imwrite(str(folder / f"digit-{digit}.png"), drawn)
    decode(folder)


def decode(folder: Path) -> None:
    """The same pixels without loss, for readers whose JPEG decoder rounds in another way."""
    (folder / "decoded").mkdir(exist_ok=True)
    for name in ("exif-6", "grey", "odd-333x251", "portrait-151x301", "small-97x61", "strip-401x37"):
        cv2.imwrite(str(folder / "decoded" / f"{name}.png"), read(folder / f"{name}.jpg"))


def upright(picture: Image.Image) -> Image.Image:
    """The middle of it, half as wide as it is high."""
    cut = picture.height // 2
    return picture.crop(((picture.width - cut) // 2, 0, (picture.width + cut) // 2, picture.height))


def with_black(picture: Image.Image) -> Image.Image:
    """CMYK whose black does what it can, as printers make it; Pillow's own conversion leaves it at 0."""
    colours = np.asarray(picture).astype(np.float64)
    light = colours.max(2, keepdims=True)
    inks = np.concatenate([255 * (light - colours) / np.maximum(light, 1), 255 - light], 2)
    return Image.fromarray(inks.round().astype(np.uint8), "CMYK")
