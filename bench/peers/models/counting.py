"""Decode, detect, track and count, as supervision's own examples put them together (roboflow/supervision examples/)."""
import json
import queue
import threading

import cv2
import numpy as np
import supervision

from peer.yolox import corners, grid, prepare

SCORE, IOU, PERSON = 0.25, 0.45, 0


def frames_of(clip: str, ahead: int, cv_threads: int):
    """The frames, their rate and their size (width, height); with `ahead` a thread decodes that many in advance."""
    cv2.setNumThreads(cv_threads)
    capture = cv2.VideoCapture(clip)
    if not capture.isOpened():
        raise SystemExit(f"cannot open {clip}")
    size = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    frames = in_thread(capture, ahead) if ahead else pulled(capture.read)
    return frames, capture.get(cv2.CAP_PROP_FPS) or 25, size


def pulled(read):
    """`read` gives whether there is a frame, and the frame."""
    while True:
        more, frame = read()
        if not more:
            return
        yield frame


def in_thread(capture: cv2.VideoCapture, ahead: int):
    waiting: queue.Queue = queue.Queue(ahead)

    def fill() -> None:
        more = True
        while more:
            more, frame = capture.read()
            waiting.put((more, frame))

    threading.Thread(target=fill, daemon=True).start()
    return pulled(waiting.get)


class Counter:
    def __init__(self, session, rate: float, size: tuple[int, int], line: str, events: str):
        self.session, self.frame = session, 0
        self.tracker = supervision.ByteTrack(frame_rate=round(rate))
        first, second = (supervision.Point(*at(point, size)) for point in line.split(":"))
        # A person's lower edge may leave the picture: the centre decides, as in the pipelines it is measured against.
        self.line = supervision.LineZone(first, second, triggering_anchors=[supervision.Position.CENTER])
        self.events = open(events, "w")
        self.cells, self.strides = grid()

    def take(self, picture: np.ndarray) -> None:
        tensor, ratio = prepare(picture)
        rows = self.session.run(None, {"images": tensor})[0][0]
        tracked = self.tracker.update_with_detections(self.detections(rows, ratio).with_nms(IOU))
        for inwards, crossed in zip((True, False), self.line.trigger(tracked)):
            for track in tracked.tracker_id[crossed] if len(tracked) else []:
                self.events.write(json.dumps({"frame": self.frame, "track": int(track), "in": inwards}) + "\n")
        self.frame += 1

    def detections(self, rows: np.ndarray, ratio: float) -> supervision.Detections:
        scores = rows[:, 4] * rows[:, 5 + PERSON]
        above = np.flatnonzero(scores > SCORE)
        boxes = corners(rows[above], self.cells[above], self.strides[above]) / ratio
        return supervision.Detections(boxes, confidence=scores[above], class_id=np.full(len(above), PERSON))

    def close(self) -> dict:
        self.events.close()
        return {"in": self.line.in_count, "out": self.line.out_count}


def at(point: str, size: tuple[int, int]) -> tuple[float, float]:
    x, y = (float(part) for part in point.split(","))
    return x * size[0], y * size[1]

