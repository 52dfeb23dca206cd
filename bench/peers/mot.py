"""MOTA, IDF1 and identity switches of MOT result files by motmetrics, for bench/support/mot.ts.

    python mot.py each|overall SEQUENCES RESULTS [RESULTS...]

`each` prints a line a sequence and one for all, `overall` that one alone. SEQUENCES holds a folder a sequence with
gt/gt.txt; each RESULTS folder a SEQUENCE.txt for each. Boxes match from half of their union on. A ground truth of nine
columns (MOT16 on) counts class 1 alone; what has the flag 0 never counts.
"""
import sys
from pathlib import Path

import motmetrics as mm
import numpy as np

METRICS = ["mota", "idf1", "num_switches", "num_false_positives", "num_misses", "num_objects"]


def rows(path: Path) -> np.ndarray:
    lines = [[float(value) for value in line.split(",")] for line in path.read_text().split() if line]
    width = min((len(line) for line in lines), default=6)
    return np.array([line[:width] for line in lines]).reshape(-1, width)


def truth(path: Path) -> np.ndarray:
    found = rows(path)
    if found.shape[1] > 6 and len(found):
        found = found[found[:, 6] != 0]
    if found.shape[1] == 9:
        found = found[found[:, 7] == 1]
    return found


def accumulate(wanted: np.ndarray, given: np.ndarray) -> mm.MOTAccumulator:
    account = mm.MOTAccumulator(auto_id=True)
    last = int(max(wanted[:, 0].max(initial=0), given[:, 0].max(initial=0)))
    for frame in range(1, last + 1):
        here, there = wanted[wanted[:, 0] == frame], given[given[:, 0] == frame]
        distances = mm.distances.iou_matrix(here[:, 2:6], there[:, 2:6], max_iou=0.5)
        account.update(here[:, 1].astype(int), there[:, 1].astype(int), distances)
    return account


def main(lines: str, sequences: Path, results: list[Path]) -> None:
    names = sorted(path.parent.parent.name for path in sequences.glob("*/gt/gt.txt"))
    for result in results:
        accounts = [accumulate(truth(sequences / name / "gt" / "gt.txt"), rows(result / f"{name}.txt")) for name in names]
        summary = mm.metrics.create().compute_many(accounts, names=names, metrics=METRICS, generate_overall=True)
        print(result.name)
        print((summary if lines == "each" else summary.loc[["OVERALL"]]).round(3).to_string())


main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
