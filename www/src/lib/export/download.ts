/** Charts as files, made in the page: nothing is sent anywhere. */
import { FONT_SIZE, textWidth } from "../drawing/text-width.ts";
import { lines } from "../text/text.ts";

/** The name of a file of an election: what follows the title is what tells it from others, and has room. */
export function fileName(title: string, parts: readonly string[], extension: string): string {
  const name = [title.slice(0, 70), ...parts]
    .join("-")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 120)
    .replaceAll(/^-+|-+$/g, "");
  return `${name === "" ? "chart" : name}.${extension}`;
}

export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}

const NAMESPACE = "http://www.w3.org/2000/svg";

/** What a drawing takes from the page's stylesheet, written into its elements so that it looks the same elsewhere. */
const STYLED = [
  "display",
  "dominant-baseline",
  "fill",
  "fill-opacity",
  "font-family",
  "font-size",
  "font-variant-numeric",
  "font-weight",
  "opacity",
  "paint-order",
  "stroke",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-opacity",
  "stroke-width",
  "text-anchor",
  "visibility",
] as const;

const HEADING = { size: 18, room: 34 };
const SOURCE = { size: 11, room: 26 };
const LINE = 19;
const MARGIN = 16;

export interface Caption {
  readonly title: string;
  /** In which way the figures are not the election's result. */
  readonly standpoint: string;
  /** Where the figures come from. */
  readonly source: string;
}

/** The drawings of a chart one below the other, with title and source, as a picture that stands alone. */
export function standalone(drawings: readonly SVGSVGElement[], caption: Caption): SVGSVGElement {
  const page = getComputedStyle(document.documentElement);
  const sizes = drawings.map((drawing) => drawing.getBoundingClientRect());
  const width = Math.max(...sizes.map((size) => size.width), 240) + 2 * MARGIN;
  const under =
    caption.standpoint === "" ? [] : lines(caption.standpoint, (line) => textWidth(line) <= width - 2 * MARGIN);
  const head = HEADING.room + under.length * LINE;
  const height = head + sizes.reduce((sum, size) => sum + size.height, 0) + SOURCE.room + 2 * MARGIN;
  const picture = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  picture.setAttribute("xmlns", NAMESPACE);
  const ink = page.getPropertyValue("--ink").trim();
  const family = getComputedStyle(document.body).fontFamily;
  const say = (text: string, y: number, size: number, weight: number): void => {
    const line = element("text", {
      x: MARGIN,
      y,
      fill: ink,
      "font-size": size,
      "font-weight": weight,
      "font-family": family,
    });
    line.textContent = text;
    picture.append(line);
  };
  picture.append(element("rect", { width, height, fill: page.getPropertyValue("--paper").trim() }));
  say(caption.title, MARGIN + HEADING.size, HEADING.size, 600);
  under.forEach((line, place) => {
    say(line, MARGIN + HEADING.size + (place + 1) * LINE, FONT_SIZE, 400);
  });
  let y = MARGIN + head;
  drawings.forEach((drawing, place) => {
    const copy = drawing.cloneNode(true) as SVGSVGElement;
    dress(drawing, copy);
    const size = sizes[place] ?? { width: 0, height: 0 };
    for (const [name, value] of Object.entries({ x: MARGIN, y, width: size.width, height: size.height })) {
      copy.setAttribute(name, String(value));
    }
    picture.append(copy);
    y += size.height;
  });
  say(caption.source, height - MARGIN, SOURCE.size, 400);
  return picture;
}

export function svgFile(picture: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

/** The picture in pixels, at twice its size. */
export async function pngFile(picture: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(svgFile(picture));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(image.naturalWidth * 2);
    canvas.height = Math.ceil(image.naturalHeight * 2);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => {
      canvas.toBlob((file) => {
        if (file) done(file);
        else failed(new Error("the picture is too large for this browser"));
      }, "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function element(name: "svg", attributes: Record<string, string | number>): SVGSVGElement;
function element(name: string, attributes: Record<string, string | number>): SVGElement;
function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function dress(shown: Element, copy: Element): void {
  const style = getComputedStyle(shown);
  for (const property of STYLED) {
    const value = style.getPropertyValue(property);
    if (value !== "") copy.setAttribute(property, value);
  }
  for (const name of ["class", "style", "tabindex", "role"]) copy.removeAttribute(name);
  const [shownChildren, copies] = [Array.from(shown.children), Array.from(copy.children)];
  copies.forEach((child, place) => {
    const original = shownChildren[place];
    if (original) dress(original, child);
  });
}
