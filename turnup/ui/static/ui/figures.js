// Line charts, drawn by uPlot, which is fetched only by pages that show one.

const { chartScript, chartStyle } = document.body.dataset;
let library;

function load() {
  if (!library) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: chartStyle });
    document.head.append(style);
    library = import(chartScript).then((module) => module.default);
  }
  return library;
}

// A canvas knows no custom properties: read the colour off an element that has it.
function colour(box, name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  box.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function options(box, chart, width) {
  const ink = colour(box, "--tu-ink-soft");
  const line = colour(box, "--tu-line");
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: 240,
    padding: [12, 28, 0, 0],  // half a label of the last month
    legend: { show: false },
    cursor: { y: false },
    scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low), high * 1.1 || 1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => chart.labels.map((_, index) => index),
        values: (_, found) => thinned(found, width).map((index) => chart.labels[index] ?? ""),
      },
      { ...axis, size: 44 },
    ],
    series: [
      {},
      ...chart.series.map((one, index) => ({
        label: one.title,
        stroke: colour(box, `--tu-series-${one.series ?? index + 1}`),
        width: 2,
        points: { show: chart.labels.length < 40, size: 5 },
        spanGaps: false,
      })),
    ],
  };
}

function thinned(found, width) {
  const every = Math.ceil(found.length / Math.max(2, Math.floor(width / 64)));
  return found.map((index) => (index % every ? null : index));
}

async function draw(box) {
  const Plot = await load();
  const chart = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const data = [chart.labels.map((_, index) => index), ...chart.series.map((one) => one.points.map((p) => (p === null ? null : Number(p))))];
  let plot;
  const paint = () => {
    plot?.destroy();
    plot = new Plot(options(box, chart, box.clientWidth), data, box);
  };
  let width = box.clientWidth;
  paint();
  new ResizeObserver(() => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    paint();
  }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

export function drawCharts(root) {
  for (const box of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
    box.dataset.drawn = "yes";
    draw(box);
  }
}
