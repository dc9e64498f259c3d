/** A chart inside another page: the code that puts it there, and the message that tells the frame how high it is. */
import type { ChartId, ViewState } from "../state/state.ts";
import { serialise } from "../state/url.ts";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** HTML for the host page. Without the script the frame keeps the height it starts with. */
export function embedCode(page: string, state: ViewState, chart: ChartId, title: string, height: number): string {
  const folder = new URL(".", page);
  const source = new URL(serialise({ ...state, embed: chart }), folder);
  const script = new URL("embed.js", folder);
  return [
    `<iframe src="${escaped(source.href)}" title="${escaped(title)}" width="100%" height="${Math.ceil(height)}" loading="lazy" frameborder="0"></iframe>`,
    `<script src="${escaped(script.href)}" async></script>`,
  ].join("\n");
}

/** Tells the page around this one how high the chart is with what surrounds it, now and whenever it changes. */
export function reportHeight(chart: Element): () => void {
  const content = chart.closest("main") ?? chart;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().bottom + scrollY);
    parent.postMessage({ type: "coalition-lens:height", height }, "*");
  });
  observer.observe(content);
  return () => {
    observer.disconnect();
  };
}
