/* The curves of a comparison: a line and a band of spread for each arm. */
for (const curve of page.curves) {
  const series = curve.series.map((one, i) => ({ ...one, colour: `var(--series-${i % 5})` }));
  if (!series.some((one) => one.points.length)) continue;
  const wholeX = series.every((one) => one.points.every((point) => Number.isInteger(point[0]) && point[0] < 1000));
  byId("charts").append(chart({ ...curve, series, wholeX, fromZero: curve.whole }));
}
