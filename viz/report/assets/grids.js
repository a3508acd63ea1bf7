/* Grids, patches and differences on canvases. Sharp on any screen, described for screen readers. */
const ARC = ["#000000", "#0074d9", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25"];
/* Told apart with any of the three colour vision deficiencies: Okabe and Ito's eight, grey, wine. */
const SAFE = ["#000000", "#0072b2", "#d55e00", "#009e73", "#f0e442", "#999999", "#cc79a7", "#e69f00", "#56b4e9", "#5a1022"];
const NAMES = ["black", "blue", "red", "green", "yellow", "grey", "magenta", "orange", "sky", "maroon"];
const STRANGE = "#e8e4f3";
const READ_ALOUD = 144; /* cells of a grid whose rows are spelt out to screen readers */

const fill = (value) => (switches.palette ? SAFE : ARC)[value] ?? STRANGE;

function decode(packed) {
  if (typeof packed !== "string") {
    return { rows: packed, height: packed.length, width: Math.max(0, ...packed.map((row) => row.length)) };
  }
  const [width, cells] = packed.split(":");
  const rows = [];
  for (let at = 0; at < cells.length; at += Number(width)) rows.push(Array.from(cells.slice(at, at + Number(width)), Number));
  return { rows, height: rows.length, width: Number(width) };
}

const sizeOf = (grid) => `${grid.height}×${grid.width}`;

function spoken(grid) {
  const size = `${grid.height} by ${grid.width} grid`;
  if (grid.height * grid.width <= READ_ALOUD) return `${size}: ${grid.rows.map((row) => row.join(" ")).join(", ")}`;
  const colours = [...new Set(grid.rows.flat())].sort((a, b) => a - b).map((v) => NAMES[v] ?? v);
  return `${size} of ${colours.join(", ")}`;
}

/* Side of a cell in CSS pixels, so that the longest of some sides takes about `room`. */
function cellSide(longest, room, largest = 26) {
  const side = Math.min(largest, Math.floor(room / Math.max(1, longest)));
  return Math.max(switches.digits ? 12 : 4, side);
}

function surface(canvas, width, height) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${width}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

function digit(context, value, x, y, side) {
  const rgb = fill(value).match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
  context.fillStyle = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] > 140 ? "#000000" : "#ffffff";
  const size = side * Math.min(0.72, 1.5 / String(value).length);
  context.font = `${size}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(value, x + side / 2, y + side / 2 + side * 0.04);
}

function cell(context, value, row, column, side, alpha = 1) {
  context.globalAlpha = alpha;
  context.fillStyle = fill(value);
  context.fillRect(column * side, row * side, side, side);
  if (switches.digits || value < 0 || value > 9) digit(context, value, column * side, row * side, side);
  context.globalAlpha = 1;
}

function lattice(context, height, width, side, colour) {
  if (side < 4) return;
  context.strokeStyle = colour;
  context.lineWidth = side < 8 ? 0.5 : 1;
  context.beginPath();
  for (let r = 0; r <= height; r++) { context.moveTo(0, r * side); context.lineTo(width * side, r * side); }
  for (let c = 0; c <= width; c++) { context.moveTo(c * side, 0); context.lineTo(c * side, height * side); }
  context.stroke();
}

/* `longest` is the side that sets the scale, so that grids of one pair have cells of one size. */
function gridCanvas(packed, room, { largest = 26, longest = 0 } = {}) {
  const grid = decode(packed);
  const scale = longest || Math.max(grid.height, grid.width);
  const canvas = el("canvas", { role: "img", "aria-label": spoken(grid) });
  let known = false;
  onRedraw(() => {
    if (known && !canvas.isConnected) return false;
    known = canvas.isConnected;
    const side = cellSide(scale, room, largest);
    const context = surface(canvas, grid.width * side, grid.height * side);
    grid.rows.forEach((row, r) => row.forEach((value, c) => cell(context, value, r, c, side)));
    lattice(context, grid.height, grid.width, side, cssColour("--cell-line"));
    return true;
  });
  return canvas;
}

/* Places, as [row, column], where two grids differ; what only one of them has differs too. */
function differing(wanted, given) {
  const places = [];
  for (let r = 0; r < Math.max(wanted.height, given.height); r++) {
    for (let c = 0; c < Math.max(wanted.width, given.width); c++) {
      if (wanted.rows[r]?.[c] !== given.rows[r]?.[c]) places.push([r, c]);
    }
  }
  return places;
}

/* The given grid, pale where it is right; wrong cells stand out and are crossed. */
function differenceCanvas(packedWanted, packedGiven, room, longest) {
  const wanted = decode(packedWanted), given = decode(packedGiven);
  const places = differing(wanted, given);
  const height = Math.max(wanted.height, given.height), width = Math.max(wanted.width, given.width);
  const label = places.length
    ? `${plural(places.length, "cell")} wrong, at row and column ${places.slice(0, 12).map(([r, c]) => `${r + 1} ${c + 1}`).join(", ")}${places.length > 12 ? " and more" : ""}`
    : "no difference";
  const canvas = el("canvas", { role: "img", "aria-label": label });
  let known = false;
  onRedraw(() => {
    if (known && !canvas.isConnected) return false;
    known = canvas.isConnected;
    const side = cellSide(longest, room);
    const context = surface(canvas, width * side, height * side);
    context.fillStyle = cssColour("--canvas");
    context.fillRect(0, 0, width * side, height * side);
    const wrong = new Set(places.map(String));
    given.rows.forEach((row, r) => row.forEach((value, c) => cell(context, value, r, c, side, wrong.has(`${r},${c}`) ? 1 : 0.16)));
    lattice(context, height, width, side, cssColour("--cell-line"));
    for (const [colour, pen] of [["#ffffff", 0.26], [cssColour("--mark"), 0.13]]) {
      context.strokeStyle = colour;
      context.lineWidth = Math.max(1, side * pen);
      context.lineCap = "round";
      context.beginPath();
      for (const [r, c] of places) {
        context.moveTo((c + 0.25) * side, (r + 0.25) * side); context.lineTo((c + 0.75) * side, (r + 0.75) * side);
        context.moveTo((c + 0.75) * side, (r + 0.25) * side); context.lineTo((c + 0.25) * side, (r + 0.75) * side);
      }
      context.stroke();
    }
    return true;
  });
  return canvas;
}

/* Patches, each a flat list of colour, row, column, length, on a canvas of the input's size. */
function patchesCanvas(patches, height, width, caption, room) {
  const BEYOND = 2;
  let top = 0, left = 0, bottom = height, right = width;
  const near = (r, c) => r >= -BEYOND && c >= -BEYOND && r < height + BEYOND && c < width + BEYOND;
  const cells = patches.map((runs) => {
    const found = new Map();
    for (let i = 0; i < runs.length; i += 4) {
      for (let k = 0; k < runs[i + 3]; k++) {
        const r = runs[i + 1], c = runs[i + 2] + k;
        if (!near(r, c)) continue;
        found.set(`${r},${c}`, [runs[i], r, c]);
        top = Math.min(top, r); left = Math.min(left, c);
        bottom = Math.max(bottom, r + 1); right = Math.max(right, c + 1);
      }
    }
    return found;
  });
  const canvas = el("canvas", { role: "img", "aria-label": `${caption} on a canvas of ${height} by ${width}` });
  let known = false;
  onRedraw(() => {
    if (known && !canvas.isConnected) return false;
    known = canvas.isConnected;
    const side = cellSide(Math.max(bottom - top, right - left), room, 16);
    const context = surface(canvas, (right - left) * side + 2, (bottom - top) * side + 2);
    context.translate(1 - left * side, 1 - top * side);
    context.fillStyle = cssColour("--canvas");
    context.fillRect(0, 0, width * side, height * side);
    lattice(context, height, width, side, cssColour("--rule"));
    for (const patch of cells) {
      for (const [value, r, c] of patch.values()) {
        if (value >= 0) cell(context, value, r, c, side);
        else { context.fillStyle = cssColour("--index"); context.fillRect(c * side, r * side, side, side); }
      }
    }
    for (const patch of cells) outline(context, patch, side);
    return true;
  });
  return canvas;
}

function outline(context, patch, side) {
  context.strokeStyle = cssColour("--ink");
  context.lineWidth = Math.min(1.6, side * 0.16);
  context.beginPath();
  const has = (r, c) => patch.has(`${r},${c}`);
  for (const [, r, c] of patch.values()) {
    const x = c * side, y = r * side;
    if (!has(r - 1, c)) { context.moveTo(x, y); context.lineTo(x + side, y); }
    if (!has(r + 1, c)) { context.moveTo(x, y + side); context.lineTo(x + side, y + side); }
    if (!has(r, c - 1)) { context.moveTo(x, y); context.lineTo(x, y + side); }
    if (!has(r, c + 1)) { context.moveTo(x + side, y); context.lineTo(x + side, y + side); }
  }
  context.stroke();
}

/* A picture for the wall: one pixel a cell, which the browser enlarges without smoothing. */
function thumbnail(packed) {
  const grid = decode(packed);
  const canvas = el("canvas", { "aria-hidden": "true", style: { "image-rendering": "pixelated" } });
  canvas.width = grid.width || 1;
  canvas.height = grid.height || 1;
  onRedraw(() => {
    const context = canvas.getContext("2d");
    grid.rows.forEach((row, r) => row.forEach((value, c) => { context.fillStyle = fill(value); context.fillRect(c, r, 1, 1); }));
    return true;
  });
  return canvas;
}
