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
