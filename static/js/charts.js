"use strict";
// Draws what stands in the table beside it. The data are JSON in the page; the colours are the theme's.
(() => {
  const PATTERN = { LAST: "--ds-color-neutral-border-default", THIS: "--ds-color-accent-base-default" };

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function colors(count) {
    return Array.from({ length: count }, (_, index) => color(index === count - 1 ? PATTERN.THIS : PATTERN.LAST));
  }

  // A telephone has no room for a long label beside the bars: it is broken between words.
  function broken(label, width) {
    const lines = [""];
    for (const word of label.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length <= width || lines.at(-1) === "") lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  function draw(box) {
    const { kind, labels, series } = JSON.parse(document.getElementById(box.dataset.plot).textContent);
    const fills = colors(series.length);
    const datasets = series.map((one, index) => ({ ...one, backgroundColor: fills[index], borderColor: fills[index] }));
    const text = color("--ds-color-neutral-text-default");
    const scale = { ticks: { color: text, precision: 0 }, grid: { color: color("--ds-color-neutral-border-subtle") } };
    box.hidden = false;
    box.style.blockSize = `${4 + labels.length * (series.length + 1) * 1.1}rem`;
    const words = box.parentElement.clientWidth < 600 ? 18 : 40;
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    new Chart(box.querySelector("canvas"), {
      type: kind,
      data: { labels: labels.map((label) => broken(label, words)), datasets },
      options: {
        animation: false,
        indexAxis: "y",
        maintainAspectRatio: false,
        plugins: { legend: { position: "bottom", labels: { color: text } } },
        scales: { x: { ...scale, beginAtZero: true }, y: scale },
      },
    });
  }

  function drawAll() {
    document.querySelectorAll("[data-plot][hidden]").forEach(draw);
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
})();
