/* Puts the page together: the curves of the run, then the wall and its pane. */
const KIND_COLOURS = { ok: "#3f9463", not_a_grid: "#b9c46a", error: "#e0913f", type: "#b58bd0", syntax: "#8250a8", too_large: "#6fa3d8", memory: "#2f62a3", timeout: "#b9483f" };
const PANELS = [
  { title: "Tasks solved (pass@3)", whole: true, fromZero: true, lines: [["cumulative_pass3", "cumulative"], ["policy_cumulative_pass3", "policy, cumulative"], ["policy_only_pass3", "policy, this meta-iteration"]] },
  { title: "Loss, bits a token", lines: [["loss_bits", "loss"]] },
  { title: "The policy's samples", share: true, lines: [["samples_ok_share", "give a grid"], ["samples_similarity", "similarity"], ["samples_exact_first", "first pair right"]] },
  { title: "Replay buffer", whole: true, fromZero: true, lines: [["buffer_size", "experiences"], ["buffer_programs", "programs"]] },
];

function axes(rows) {
  let seconds = 0;
  const elapsed = rows.map((row) => (seconds += row.seconds ?? 0));
  return {
    meta_iteration: { name: "meta-iteration", at: (row) => row.meta_iteration ?? 0, whole: true },
    seconds: { name: "seconds", at: (row, i) => elapsed[i], say: (x) => `after ${duration(x)}`, tick: duration },
    executed: { name: "programs executed", at: (row) => row.executed ?? 0, say: (x) => `after ${Math.round(x).toLocaleString("en")} programs` },
  };
}

const numeric = (value) => typeof value === "number";

function panelChart(panel, rows, axis) {
  const series = panel.lines.map(([key, name], i) => ({
    name, colour: `var(--series-${i})`,
    points: rows.map((row, n) => [axis.at(row, n), row[key]]).filter((point) => numeric(point[1])),
  }));
  if (!series.some((one) => one.points.length)) return null;
  return chart({ ...panel, series, xName: axis.name, wholeX: axis.whole, sayX: axis.say, tickX: axis.tick });
}

function kindsChart(rows, axis) {
  const sums = rows.map((row) => Object.values(row.outcomes ?? {}).reduce((a, b) => a + b, 0));
  if (!sums.some(Boolean)) return null;
  const names = [...new Set([...Object.keys(KIND_COLOURS), ...rows.flatMap((row) => Object.keys(row.outcomes ?? {}))])];
  const series = names.map((name) => ({
    name: name.replaceAll("_", " "), colour: KIND_COLOURS[name] ?? "var(--muted)",
    points: rows.map((row, n) => [axis.at(row, n), sums[n] ? (row.outcomes?.[name] ?? 0) / sums[n] : 0]),
  })).filter((one) => one.points.some((point) => point[1]));
  return chart({ title: "How executions ended", series, share: true, stacked: true, xName: axis.name, wholeX: axis.whole, sayX: axis.say, tickX: axis.tick });
}

function startCurves() {
  const place = byId("charts"), select = byId("axis");
  if (!place) return;
  const rows = page.metrics, known = axes(rows);
  select.replaceChildren(...Object.entries(known).map(([value, axis]) => el("option", { value }, axis.name)));
  const draw = () => {
    const axis = known[select.value];
    const made = [...PANELS.map((panel) => panelChart(panel, rows, axis)), kindsChart(rows, known.meta_iteration)];
    place.replaceChildren(...made.filter(Boolean));
  };
  select.addEventListener("change", draw);
  draw();
}

startSwitches();
let openTask = null;
const wall = startWall((task) => openTask(task));
openTask = startPane(wall.shown, (task) => wall.tile?.(task)?.focus());
startCurves();

function fromAddress() {
  const id = decodeURIComponent(location.hash).replace(/^#task=/, "");
  const task = location.hash.startsWith("#task=") && tasks.find((one) => one.i === id);
  if (task) openTask(task);
}
window.addEventListener("hashchange", fromAddress);
fromAddress();
