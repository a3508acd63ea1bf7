/* Elements, words and the two switches; everything else builds on these. Text is always set as
   text, never as markup, whatever a task or a program is called. */
const page = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) made.style.setProperty(k, v);
    else made.setAttribute(name === "classes" ? "class" : name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const percent = (share) => `${Number((100 * share).toFixed(1))} %`;

function compact(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

function duration(seconds) {
  if (seconds < 90) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 5400) return `${Number((seconds / 60).toFixed(1))} min`;
  return `${Number((seconds / 3600).toFixed(1))} h`;
}

/* The switches are remembered where the browser allows it; a file opened from disk may not. */
const switches = { palette: false, digits: false };
const redrawn = new Set();

function onRedraw(draw) { redrawn.add(draw); draw(); }

function startSwitches() {
  for (const name of Object.keys(switches)) {
    const box = byId(name);
    if (!box) continue;
    try { box.checked = localStorage.getItem(`codeit-${name}`) === "1"; } catch { /* not allowed */ }
    switches[name] = box.checked;
    box.addEventListener("change", () => {
      switches[name] = box.checked;
      try { localStorage.setItem(`codeit-${name}`, box.checked ? "1" : "0"); } catch { /* same */ }
      redraw();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

/* What is no longer in the page is forgotten, so that panes looked at cost nothing later. */
function redraw() {
  for (const draw of redrawn) if (draw() === false) redrawn.delete(draw);
}

const cssColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
