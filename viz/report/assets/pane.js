/* The pane of one task: its pairs, its answers, the program line by line, the lineage. */
const PICTURE = 171; /* CSS pixels that the longer side of a grid takes at most: two fit a phone */
const STEP = 116;    /* the same for a value of a trace */

function coloured(line) {
  const match = line.match(/^(\w+) = (\w+)\((.*)\)$/);
  if (!match) return [line];
  const name = (word) => (word === "I" || word === "O" ? "e" : /^[A-Z]/.test(word) ? "k" : /^x\d+$/.test(word) ? "" : "f");
  const word = (text, kind = name(text)) => (kind ? el("span", { classes: kind }, text) : text);
  const parts = [word(match[1]), word(" = ", "p"), word(match[2], /^x\d+$/.test(match[2]) ? "" : "f"), word("(", "p")];
  match[3].split(", ").forEach((argument, i) => parts.push(i ? word(", ", "p") : "", word(argument)));
  return [...parts, word(")", "p")];
}

function facts(task, answer) {
  const told = [];
  const add = (name, value) => value !== undefined && value !== null && told.push([name, String(value)]);
  add("State", STATES[task.s]);
  if (answer) {
    add("Found by", answer.o ?? "not kept");
    add("Meta-iteration", answer.m);
    if (answer.x !== undefined) add("After", `${answer.x.toLocaleString("en")} programs executed`);
    add("At", answer.w);
    add("Demonstrations right", `${Math.round(answer.c * task.n[0])} of ${task.n[0]}`);
    add("Length", plural(answer.p.split("\n").length, "line") + (answer.b === undefined ? "" : `, ${answer.b} bits`));
  }
  return el("dl", { classes: "facts" }, told.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function captioned(caption, ...content) {
  return el("figure", {}, el("figcaption", {}, caption), ...content);
}

const absent = (words, failed = false) => el("p", { classes: failed ? "absent failed" : "absent" }, words);

function verdictOf(right, wanted, given) {
  if (right === true) return ["right", "✓ right"];
  if (right === null || right === undefined) return ["unknown", "no verdict"];
  if (given?.f) return ["wrong", "✗ no grid"];
  if (wanted && given) {
    const a = decode(wanted), b = decode(given);
    if (sizeOf(a) !== sizeOf(b)) return ["wrong", `✗ ${sizeOf(b)} where ${sizeOf(a)} is wanted`];
    return ["wrong", `✗ ${differing(a, b).length} of ${plural(a.height * a.width, "cell")} wrong`];
  }
  return ["wrong", "✗ wrong"];
}

/* One pair: input, expected, given and the marked difference side by side. */
function pair(name, input, wanted, given, right) {
  const real = given === 1 ? wanted : given;
  const all = [input, wanted, real].filter((grid) => grid && !grid.f).map(decode);
  const longest = Math.max(...all.flatMap((grid) => [grid.height, grid.width]));
  const drawn = (what, grid) => captioned(`${what} ${sizeOf(decode(grid))}`, gridCanvas(grid, PICTURE, { longest }));
  const row = el("div", { classes: "grids" }, drawn("input", input));
  row.append(wanted ? drawn("expected", wanted) : captioned("expected", absent(right === true ? "the same as given" : "Test outputs are left out of this page.")));
  let head = null;
  if (real !== undefined) {
    row.append(real.f ? captioned("given", absent(real.f, true)) : drawn("given", real));
    if (wanted && !real.f) row.append(captioned(right ? "difference: none" : "difference, wrong cells crossed", differenceCanvas(wanted, real, PICTURE, longest)));
    const [kind, words] = verdictOf(right, wanted, real);
    head = el("span", { classes: `verdict ${kind}` }, words);
  }
  return el("div", { classes: "pair" }, el("h4", {}, name, head), row);
}

function pairs(task, answer) {
  const made = [el("h3", {}, "Pairs")];
  task.d.forEach(([input, output], i) => made.push(pair(`Pair ${i + 1}`, input, output, answer?.g?.[i], answer?.v?.[i])));
  if (task.n[0] > task.d.length) made.push(el("p", { classes: "muted" }, `${plural(task.n[0] - task.d.length, "more pair")} not drawn; ${counts(answer?.v?.slice(task.d.length, task.n[0]))}`));
  (task.t ?? []).forEach((input, i) => made.push(pair(`Test ${i + 1}`, input, task.e?.[i], answer?.h?.[i], answer?.v?.[task.n[0] + i])));
  return el("section", {}, made);
}

const counts = (verdicts = []) => `${verdicts.filter(Boolean).length} of them right`;

function stepValue(step, task) {
  const grid = decode(task.d[0][0]);
  if (step.f) return [el("span", { classes: "failed-line" }, step.f)];
  if (step.g) return [...step.g.map((g) => gridCanvas(g, step.g.length > 1 ? STEP * 0.7 : STEP, { largest: 14 })), el("span", { classes: "caption" }, step.c)];
  if (step.p) return [patchesCanvas(step.p, grid.height, grid.width, step.c, STEP), el("span", { classes: "caption" }, step.c)];
  const swatches = (step.k ?? []).map(swatch);
  return [el(step.q ? "span" : "code", { classes: step.q ? "caption" : "" }, step.w), ...swatches];
}

function swatch(colour) {
  const square = el("span", { classes: "swatch" });
  let known = false;
  onRedraw(() => {
    if (known && !square.isConnected) return false;
    known = square.isConnected;
    square.style.background = fill(colour);
    return true;
  });
  return square;
}

/* The page's switches lie behind the pane: the same two, here. */
function paneSwitches() {
  return el("div", { classes: "switches" }, [["palette", "Colour-blind palette"], ["digits", "Digits in cells"]].map(([name, words]) => {
    const box = el("input", { type: "checkbox" });
    box.checked = switches[name];
    box.addEventListener("change", () => {
      byId(name).checked = box.checked;
      byId(name).dispatchEvent(new Event("change"));
    });
    return el("label", {}, box, words);
  }));
}

function program(task, answer) {
  const written = answer.p.split("\n");
  const section = el("section", {}, el("h3", {}, answer.t ? "Program, line by line on pair 1" : "Program"));
  const steps = answer.t ?? [];
  const rows = [el("li", {}, el("span", { classes: "number" }), el("code", {}, el("span", { classes: "e" }, "I"), el("span", { classes: "p" }, "  the input")), el("div", { classes: "value" }, gridCanvas(task.d[0][0], STEP, { largest: 14 })))];
  written.forEach((line, i) => {
    const step = steps[i];
    const value = step ? stepValue(step, task) : [el("span", { classes: "caption" }, answer.t ? "not reached" : "")];
    rows.push(el("li", { classes: step || !answer.t ? "" : "unreached" }, el("span", { classes: "number" }, String(i + 1)), el("code", {}, coloured(line)), el("div", { classes: "value" }, value)));
  });
  section.append(answer.t ? el("ol", { classes: "trace" }, rows) : listing(answer.p, []));
  section.append(el("div", { classes: "pane-actions" }, copyButton(answer.p)));
  return section;
}

function copyButton(text) {
  const button = el("button", { type: "button" }, "Copy the program");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; } catch { button.textContent = "Select it and copy by hand"; }
  });
  return button;
}

function listing(text, changed) {
  const marked = new Set(changed);
  return el("code", { classes: "listing", tabindex: "0", role: "group", "aria-label": "program" }, text.split("\n").map((line, i) =>
    el("span", { classes: marked.has(i) ? "line changed" : "line" }, coloured(line), marked.has(i) ? el("span", { classes: "hidden" }, " (changed)") : null)));
}

function lineage(answer) {
  const steps = answer.l ?? [];
  if (!steps.length) return null;
  const items = steps.map((step, i) => {
    if (step.z) return el("li", { classes: "state-nothing" }, el("span", { classes: "muted" }, `${plural(step.z, "step")} not drawn`));
    const words = [el("b", {}, i === steps.length - 1 && i ? `${step.o ?? "origin not kept"}: this program` : step.o ?? "origin not kept")];
    if (step.i) words.push(step.o === "seed" ? `, written for ${step.i}` : `, found on ${step.i}`);
    if (step.m !== undefined && step.o !== "seed") words.push(` in meta-iteration ${step.m}`);
    if (step.o === "seed" && i === steps.length - 1 && answer.o && answer.o !== "seed") words.push(`; found on this task by ${answer.o}`);
    if (step.c !== undefined && step.o !== "seed") words.push(` (${percent(step.c)} of its demonstrations)`);
    const style = { "--state": `var(--by-${ORIGINS.includes(step.o) ? step.o : "unknown"})` };
    const note = i ? el("span", { classes: "muted" }, ` · ${plural((step.d ?? []).length, "line")} changed`) : null;
    return el("li", { style }, words, note, listing(step.p, step.d ?? []));
  });
  const title = steps.length > 1 ? `Lineage, ${plural(steps.length - 1, "step")} from ${steps[0].o === "seed" ? "a seed" : "the first known ancestor"}` : "Lineage";
  return el("section", {}, el("h3", {}, title), el("ol", { classes: "lineage" }, items));
}

function answerButtons(task, at, choose) {
  if ((task.a ?? []).length < 2) return null;
  return el("div", { classes: "answers", role: "group", "aria-label": "Ranked answers" }, task.a.map((answer, i) => {
    const right = answer.v.slice(task.n[0]);
    const known = right.every((v) => v === true || v === false) && right.length;
    const sign = known ? (right.every(Boolean) ? "✓" : "✗") : "";
    const words = `Answer ${i + 1}: ${percent(answer.c)} of demonstrations${known ? (sign === "✓" ? ", tests right" : ", tests wrong") : ""}`;
    return el("button", { type: "button", "aria-pressed": String(i === at), onclick: () => choose(i) }, el("span", { classes: "sign", "aria-hidden": "true" }, sign ? `${sign} ` : ""), words);
  }));
}

function startPane(shownTasks, back) {
  const dialog = byId("pane");
  let current = null;

  function show(task, at) {
    const index = at ?? Math.max(0, (task.a ?? []).findIndex((answer) => task.s === "solved" && answer.v.slice(task.n[0]).every(Boolean)));
    current = task;
    const list = shownTasks();
    const place = list.indexOf(task);
    const go = (step) => list[place + step] && show(list[place + step]);
    const button = (words, step) => el("button", { type: "button", disabled: !list[place + step], onclick: () => go(step) }, words);
    const answer = task.a?.[index];
    const title = el("h2", { tabindex: "-1" }, task.i);
    const top = el("div", { classes: "pane-top" }, title, el("span", { classes: "badge" }, dot(task), described(task)), el("span", { classes: "spacer" }), button("← Previous", -1), button("Next →", 1), el("button", { type: "button", onclick: () => dialog.close() }, "Close"));
    const body = el("div", { classes: "pane-body" }, paneSwitches(), facts(task, answer), answerButtons(task, index, (i) => show(task, i)), pairs(task, answer), answer ? program(task, answer) : el("p", { classes: "muted" }, "No program has been right on any demonstration of this task."), answer ? lineage(answer) : null);
    dialog.setAttribute("aria-label", `Task ${task.i}`);
    dialog.replaceChildren(top, body);
    redraw();
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    title.focus({ preventScroll: true });
    address(`#task=${task.i}`);
  }

  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    address("#wall");
    back(current);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const list = shownTasks();
    const next = step && list[list.indexOf(current) + step];
    if (next && !event.target.closest(".listing, input")) { event.preventDefault(); show(next); }
  });
  return show;
}

function address(hash) {
  try { history.replaceState(null, "", hash); } catch { /* not allowed everywhere */ }
}
