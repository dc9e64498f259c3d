// For pages that embed a chart: gives its frame the height that the chart asks for.
addEventListener("message", (event) => {
  const { type, height } = event.data ?? {};
  if (type !== "coalition-lens:height" || !Number.isFinite(height)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source) frame.height = String(Math.min(Math.max(height, 0), 10_000));
  }
});
