import type { FrameInfo } from '../../pipeline/item.ts'
import type { Place } from './fill-gaps.ts'

/**
 * One result line of MOT Challenge: `frame,id,x,y,w,h,1,-1,-1,-1`, frames from 1, pixels to a hundredth, the picture's
 * first pixel being 1 (Leal-Taixé et al., MOTChallenge 2015, arXiv:1504.01942). Boxes are not cut at the picture's border.
 */
export const motLine = (
  { index, width, height }: FrameInfo,
  { trackId, box: [x1, y1, x2, y2] }: Place,
): string => {
  const pixels = [x1 * width + 1, y1 * height + 1, (x2 - x1) * width, (y2 - y1) * height]
  return `${index + 1},${trackId},${pixels.map((value) => value.toFixed(2)).join(',')},1,-1,-1,-1\n`
}
