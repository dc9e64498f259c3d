import { shortened } from "../text/text.ts";

/** The charts' font, and how wide a text is in it. */
export const FONT_SIZE = 13;

let ruler: CanvasRenderingContext2D | null | undefined;
let family: string | undefined;

export function textWidth(text: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * 7;
  family ??= getComputedStyle(document.body).fontFamily;
  ruler.font = `${FONT_SIZE}px ${family}`;
  return ruler.measureText(text).width;
}

/** The text, shortened to this many characters, and further to as many as fit into so many pixels. */
export function fitting(text: string, most: number, pixels: number): string {
  let length = most;
  let fit = shortened(text, length);
  while (length > 1 && textWidth(fit) > pixels) fit = shortened(text, (length -= 1));
  return fit;
}
