"""Makes the pictures of test/runtime/media/pictures, and beside each JPEG what libjpeg-turbo (by Pillow) shows of it as PPM.

    pip install pillow==13.0.0 && python bench/peers/pictures.py test/runtime/media/pictures
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

WIDTH, HEIGHT = 47, 31
ORIENTATION = 0x0112


def scene() -> Image.Image:
    """A colour slope with a disc, a bar and a corner, so that turning, mirroring and shifted chroma are seen."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            image.putpixel((x, y), (40 + 4 * x, 60 + 5 * y, 200 - 3 * x))
    draw = ImageDraw.Draw(image)
    draw.ellipse((5, 4, 21, 20), fill=(230, 40, 30))
    draw.rectangle((30, 6, 33, 26), fill=(20, 160, 60))
    draw.polygon([(46, 30), (38, 30), (46, 22)], fill=(250, 250, 250))
    return image


def turned(orientation: int) -> dict:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return {"exif": exif}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    image = scene()
    pictures = {
        "420": (image, {}),
        "even": (image.crop((0, 0, WIDTH - 1, HEIGHT - 1)), {}),
        "422": (image, {"subsampling": 1}),
        "444": (image, {"subsampling": 0}),
        "progressive": (image, {"progressive": True}),
        "grey": (image.convert("L"), {}),
        "cmyk": (image.convert("CMYK"), {}),
        "1x1": (image.resize((1, 1)), {}),
        **{f"exif-{n}": (image, turned(n)) for n in range(2, 9)},
    }
    for name, (picture, options) in pictures.items():
        path = folder / f"{name}.jpg"
        picture.save(path, quality=90, **options)
        ImageOps.exif_transpose(Image.open(path)).convert("RGB").save(folder / f"{name}.ppm")
    image.save(folder / "scene.png", optimize=True)
    image.save(folder / "scene.ppm")


main(Path(sys.argv[1]))
