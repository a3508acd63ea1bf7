/* The wall: a tile for each task, coloured by how far it came; filters, search, order. */
const ORIGINS = ["policy", "search", "mutation", "seed", "repair", "random", "user"];
const STATES = { solved: "solved", demonstrations: page.judged === false ? "all demonstrations right" : "demonstrations only", partly: "partly right", nothing: "nothing right" };
const RANK = Object.keys(STATES);
const tasks = page.tasks ?? [];
const found = (task) => task.a?.[0];

const stateColour = (task) => (task.s === "solved" ? `var(--by-${ORIGINS.includes(task.o) ? task.o : "unknown"})` : null);

function described(task) {
  const words = [task.s === "solved" ? `solved${task.o ? ` by ${task.o}` : ""}` : STATES[task.s]];
  if (task.a && task.m !== undefined) words.push(`meta-iteration ${task.m}`);
  if (task.s === "partly") words.push(`${percent(task.c)} of demonstrations`);
  return words.join(", ");
}

function dot(task) {
  return el("span", { classes: `dot state-${task.s}`, style: stateColour(task) ? { "--state": stateColour(task) } : {} });
}

const functionsOf = (program) => [...program.matchAll(/^\w+ = (\w+)\(/gm)].map((match) => match[1]);

function options(select, any, entries) {
  select.replaceChildren(el("option", { value: "" }, any), ...entries.map(([value, name]) => el("option", { value }, name)));
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const SCORES = [["1", "all of them"], ["0.5", "half or more"], ["0.01", "at least one"], ["none", "none"]];
const ORDERS = {
  state: ["best first", (a, b) => RANK.indexOf(a.s) - RANK.indexOf(b.s) || originRank(a) - originRank(b) || (b.c ?? 0) - (a.c ?? 0)],
  when: ["newest first", (a, b) => (b.m ?? -1) - (a.m ?? -1)],
  length: ["shortest program first", (a, b) => lines(a) - lines(b)],
  set: ["as in the task set", () => 0],
  id: ["by id", (a, b) => (a.i < b.i ? -1 : 1)],
};
const originRank = (task) => (task.s === "solved" ? ORIGINS.indexOf(task.o) : 0);
const lines = (task) => (found(task) ? found(task).p.split("\n").length : Infinity);

function startWall(open) {
  if (!byId("tiles")) return { shown: () => [] };
  const tiles = new Map(tasks.map((task) => [task, tile(task, open)]));
  const control = Object.fromEntries(["find", "by-state", "by-origin", "by-iteration", "by-score", "by-primitive", "order"].map((id) => [id, byId(id)]));
  let shown = tasks;

  const states = counted(tasks.map((task) => task.s));
  options(control["by-state"], "any", RANK.map((state) => [state, `${STATES[state]} (${states.get(state) ?? 0})`]));
  const origins = counted(tasks.filter((task) => task.o).map((task) => task.o));
  options(control["by-origin"], "anyone", [...origins].map(([origin, count]) => [origin, `${origin} (${count})`]));
  const rounds = counted(tasks.filter((task) => task.m !== undefined).map((task) => task.m));
  options(control["by-iteration"], "any", [...rounds].sort((a, b) => a[0] - b[0]).map(([round, count]) => [round, `${round} (${count})`]));
  options(control["by-score"], "any share", SCORES);
  const primitives = counted(tasks.flatMap((task) => [...new Set((task.a ?? []).flatMap((answer) => functionsOf(answer.p)))]));
  options(control["by-primitive"], "any", [...primitives].sort().map(([name, count]) => [name, `${name} (${count})`]));
  control.order.replaceChildren(...Object.entries(ORDERS).map(([value, [name]]) => el("option", { value }, name)));

  const legend = startLegend(control, update);

  function matches(task) {
    const text = control.find.value.trim().toLowerCase();
    const programs = task.a ?? [];
    if (text && !task.i.toLowerCase().includes(text) && !programs.some((answer) => answer.p.toLowerCase().includes(text))) return false;
    if (control["by-state"].value && task.s !== control["by-state"].value) return false;
    if (control["by-origin"].value && task.o !== control["by-origin"].value) return false;
    if (control["by-iteration"].value && String(task.m) !== control["by-iteration"].value) return false;
    const score = control["by-score"].value;
    if (score === "none" ? task.c > 0 : score && task.c < Number(score)) return false;
    const primitive = control["by-primitive"].value;
    return !primitive || programs.some((answer) => functionsOf(answer.p).includes(primitive));
  }

  function update() {
    shown = tasks.filter(matches).sort(ORDERS[control.order.value || "state"][1]);
    const list = byId("tiles");
    list.replaceChildren(...shown.map((task) => tiles.get(task)));
    shown.forEach((task, i) => tiles.get(task).firstChild.setAttribute("tabindex", i ? "-1" : "0"));
    byId("count").textContent = shown.length === tasks.length
      ? `${plural(tasks.length, "task")}, coloured by who found the answer ranked first. Choose one to see its pairs, its program line by line, and where it came from.`
      : `${shown.length} of ${plural(tasks.length, "task")}`;
    legend();
  }

  const form = byId("filters");
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  byId("tiles").addEventListener("keydown", roam);
  update();
  return { shown: () => shown, tile: (task) => tiles.get(task)?.firstChild };
}

function tile(task, open) {
  const name = `${task.i}: ${described(task)}`;
  const picture = task.d?.[0]?.[1];
  const colour = stateColour(task);
  const button = el("button", {
    type: "button", classes: `state-${task.s}`, "aria-label": name, title: name, tabindex: "-1",
    style: colour ? { "--state": colour } : {}, onclick: () => open(task),
  }, picture ? thumbnail(picture) : null);
  return el("li", {}, button);
}

/* Arrow keys move among tiles, so that four hundred of them are one stop of the tab key. */
function roam(event) {
  const buttons = [...byId("tiles").querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  const top = (button) => button.getBoundingClientRect().top;
  const perRow = buttons.findIndex((button) => top(button) > top(buttons[0]) + 2);
  const row = perRow < 0 ? buttons.length : perRow;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - row, ArrowDown: at + row, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (!buttons[to]) return;
  buttons[at].setAttribute("tabindex", "-1");
  buttons[to].setAttribute("tabindex", "0");
  buttons[to].focus();
}

/* The key to the colours, each entry with its count; a press shows only those. */
function startLegend(control, update) {
  const kinds = [];
  for (const task of tasks) {
    const origin = task.s === "solved" ? task.o ?? "" : "";
    const known = kinds.find((kind) => kind.state === task.s && kind.origin === origin);
    if (known) known.count += 1;
    else kinds.push({ state: task.s, origin, count: 1, task });
  }
  kinds.sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state) || ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  const chosen = (kind) => control["by-state"].value === kind.state && control["by-origin"].value === kind.origin;
  const buttons = kinds.map((kind) => el("button", {
    type: "button", "aria-pressed": "false",
    onclick: () => {
      const off = chosen(kind);
      control["by-state"].value = off ? "" : kind.state;
      control["by-origin"].value = off ? "" : kind.origin;
      update();
    },
  }, dot(kind.task), kind.state === "solved" && kind.origin ? `solved by ${kind.origin} ` : `${STATES[kind.state]} `, el("b", {}, String(kind.count))));
  byId("legend").replaceChildren(...buttons);
  return () => kinds.forEach((kind, i) => buttons[i].setAttribute("aria-pressed", String(chosen(kind))));
}
