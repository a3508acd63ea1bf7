/* Charts with hover and keyboard: lines, lines with a band of spread, stacked shares.
   A series is {name, colour, points: [[x, y, low?, high?], ...]}. */
const DASHES = ["", "7 4", "2 4", "9 3 2 3", "5 2"]; /* lines differ in more than colour */
const CHART = { height: 210, left: 44, right: 12, top: 10, bottom: 34 };

function niceTicks(low, high, count, whole) {
  const span = high - low || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
  if (whole) step = Math.max(1, Math.round(step));
  const ticks = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-6; at += step) ticks.push(Number(at.toPrecision(12)));
  return { ticks, step };
}

/* What a series says at x: its point there, or the last one before. */
function pointAt(series, x) {
  let found = null;
  for (const point of series.points) if (point[0] <= x + 1e-9) found = point;
  return found;
}

function chart(spec) {
  const shown = spec.series.filter((series) => series.points.length);
  const xs = [...new Set(shown.flatMap((series) => series.points.map((point) => point[0])))].sort((a, b) => a - b);
  const say = spec.share ? percent : compact;
  const sayX = spec.sayX ?? ((x) => `${spec.xName} ${compact(x)}`);
  let at = xs.length - 1;

  const picture = svg("svg", { height: CHART.height, "aria-hidden": "true" });
  const slider = el("div", {
    role: "slider", tabindex: "0", "aria-label": `${spec.title}, by ${spec.xName}`,
    "aria-valuemin": 0, "aria-valuemax": Math.max(0, xs.length - 1),
  }, picture);
  const where = el("p", { classes: "at" });
  const keys = el("ul", { classes: "keys" });
  const figure = el("figure", { classes: "chart card" }, el("figcaption", {}, spec.title), slider, where, keys, valuesTable(spec, shown, xs, say));

  const dashOf = (series) => DASHES[shown.indexOf(series) % DASHES.length];
  let toX, width = 0;
  const low = spec.fromZero || spec.share || spec.stacked ? 0 : Math.min(...shown.flatMap((s) => s.points.map((p) => p[2] ?? p[1])));
  let high = spec.stacked ? 1 : Math.max(...shown.flatMap((s) => s.points.map((p) => p[3] ?? p[1])), spec.share ? 0.01 : low);
  if (spec.whole) high = Math.max(1, high);
  if (high === low) high = low + 1;

  function draw() {
    width = Math.max(220, slider.clientWidth || 340);
    const { height, left, right, top, bottom } = CHART;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const y = niceTicks(low, high, 4, spec.whole);
    const ceiling = spec.stacked ? 1 : Math.max(high, y.ticks.length * y.step + Math.ceil(low / y.step) * y.step - (y.ticks.at(-1) >= high ? y.step : 0));
    const ticks = niceTicks(low, ceiling, 4, spec.whole).ticks;
    const first = xs[0], last = xs.at(-1) === first ? first + 1 : xs.at(-1);
    const pad = spec.stacked ? Math.min(24, (width - left - right) / (2 * xs.length)) : 4;
    toX = (x) => left + pad + ((x - first) / (last - first)) * (width - left - right - 2 * pad);
    const toY = (v) => height - bottom - ((v - low) / (ceiling - low)) * (height - top - bottom);
    picture.replaceChildren();
    for (const tick of ticks) {
      picture.append(svg("line", { class: "grid-line", x1: left, x2: width - right, y1: toY(tick), y2: toY(tick) }));
      picture.append(svg("text", { x: left - 7, y: toY(tick) + 4, "text-anchor": "end" }, say(tick)));
    }
    const across = niceTicks(first, last, Math.min(6, Math.floor(width / 80)), spec.wholeX).ticks;
    for (const tick of across) {
      if (spec.wholeX && !Number.isInteger(tick)) continue;
      if (tick > xs.at(-1)) continue;
      picture.append(svg("text", { x: toX(tick), y: height - bottom + 17, "text-anchor": "middle" }, (spec.tickX ?? compact)(tick)));
    }
    picture.append(svg("text", { x: (left + width - right) / 2, y: height - 2, "text-anchor": "middle" }, spec.xName));
    if (spec.stacked) drawStack(toX, toY);
    else for (const series of shown) drawLine(series, toX, toY);
    picture.append(svg("line", { class: "cross", y1: top, y2: height - bottom, x1: -9, x2: -9 }));
    show(at, false);
  }

  function drawLine(series, px, py) {
    if (series.points.some((p) => p[2] !== undefined)) {
      const upper = series.points.map((p) => `${px(p[0])},${py(p[3] ?? p[1])}`);
      const lower = series.points.map((p) => `${px(p[0])},${py(p[2] ?? p[1])}`).reverse();
      picture.append(svg("polygon", { points: [...upper, ...lower].join(" "), style: `fill:${series.colour};opacity:.16` }));
    }
    const path = series.points.map((p) => `${px(p[0])},${py(p[1])}`).join(" ");
    picture.append(svg("polyline", { points: path, style: `fill:none;stroke:${series.colour};stroke-width:2.2;stroke-linejoin:round${dashOf(series) ? `;stroke-dasharray:${dashOf(series)}` : ""}` }));
    if (series.points.length <= 20) for (const p of series.points) picture.append(svg("circle", { cx: px(p[0]), cy: py(p[1]), r: 2.8, style: `fill:${series.colour}` }));
  }

  function drawStack(px, py) {
    const slot = xs.length > 1 ? Math.min(...xs.slice(1).map((x, i) => px(x) - px(xs[i]))) : 60;
    const half = Math.min(48, Math.max(1, slot * 0.86)) / 2;
    for (const x of xs) {
      let base = 0;
      for (const series of shown) {
        const point = series.points.find((p) => p[0] === x);
        if (!point || !point[1]) continue;
        const top = py(base + point[1]);
        picture.append(svg("rect", { x: px(x) - half, y: top, width: 2 * half, height: Math.max(0, py(base) - top), style: `fill:${series.colour}` }));
        base += point[1];
      }
    }
  }

  function show(index, active) {
    if (!xs.length) return;
    at = Math.max(0, Math.min(xs.length - 1, index));
    const x = xs[at];
    const cross = picture.lastChild;
    cross.setAttribute("visibility", active ? "visible" : "hidden");
    cross.setAttribute("x1", toX(x));
    cross.setAttribute("x2", toX(x));
    where.textContent = active ? sayX(x) : `at the end, ${sayX(x)}`;
    const told = [];
    keys.replaceChildren(...shown.map((series) => {
      const point = pointAt(series, x);
      const value = point ? say(point[1]) : "–";
      const spread = point && point[2] !== undefined && point[3] !== point[2] ? ` (${say(point[2])}–${say(point[3])})` : "";
      told.push(`${series.name} ${value}${spread}`);
      const key = spec.stacked ? el("i") : svg("svg", { width: 22, height: 8, "aria-hidden": "true" }, svg("line", { x1: 0, x2: 22, y1: 4, y2: 4, style: `stroke:${series.colour};stroke-width:3;stroke-dasharray:${dashOf(series) || "none"}` }));
      return el("li", { style: { "--line": series.colour } }, key, `${series.name} `, el("b", {}, value + spread));
    }));
    slider.setAttribute("aria-valuenow", at);
    slider.setAttribute("aria-valuetext", `${sayX(x)}: ${told.join(", ")}`);
  }

  function nearest(event) {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    let best = 0;
    xs.forEach((value, i) => { if (Math.abs(toX(value) - x) < Math.abs(toX(xs[best]) - x)) best = i; });
    show(best, true);
  }
  slider.addEventListener("pointermove", nearest);
  slider.addEventListener("pointerdown", nearest);
  slider.addEventListener("pointerleave", () => show(xs.length - 1, false));
  slider.addEventListener("blur", () => show(xs.length - 1, false));
  slider.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: xs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to, true);
  });
  new ResizeObserver(draw).observe(slider);
  return figure;
}

function valuesTable(spec, shown, xs, say) {
  const head = el("tr", {}, el("th", { scope: "col" }, spec.xName), shown.map((series) => el("th", { scope: "col" }, series.name)));
  const rows = xs.map((x) => el("tr", {}, el("th", { scope: "row" }, (spec.tickX ?? compact)(x)), shown.map((series) => {
    const point = series.points.find((p) => p[0] === x);
    return el("td", {}, point ? say(point[1]) : "");
  })));
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, rows));
  const frame = el("div", { classes: "scroll", tabindex: "0", role: "group", "aria-label": `Values of ${spec.title}` }, table);
  return el("details", {}, el("summary", {}, "Values"), frame);
}
