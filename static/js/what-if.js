// The map of a department: a press beside a commune's mark writes its name in the form below, and asks what it changes.

/** Listen to presses on the map; the form works without. */
export function start(map) {
  const field = document.getElementById("where");
  if (!field) return;
  map.addEventListener("click", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    let best = null;
    let away = Infinity;
    for (const mark of map.querySelectorAll("use[data-name]")) {
      const distance = Math.hypot(mark.x.baseVal.value - point.x, mark.y.baseVal.value - point.y);
      if (distance < away) [best, away] = [mark, distance];
    }
    if (!best) return;
    field.value = best.dataset.name;
    field.form.requestSubmit();
  });
}
