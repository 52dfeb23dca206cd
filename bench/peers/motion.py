"""The usual way to find motion: OpenCV decodes, MOG2 at 320x180, contours. Prints frames and contours."""
import sys

import cv2

cv2.setNumThreads(2)
video = cv2.VideoCapture(sys.argv[1])
background = cv2.createBackgroundSubtractorMOG2(detectShadows=True)
kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
frames = found = 0
while True:
    more, picture = video.read()
    if not more:
        break
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (320, 180), interpolation=cv2.INTER_AREA)
    mask = background.apply(small)
    mask = cv2.threshold(mask, 200, 255, cv2.THRESH_BINARY)[1]
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found += sum(1 for contour in contours if cv2.contourArea(contour) > 46)
    frames += 1
print(frames, found)
