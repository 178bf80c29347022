// Which markers stand so near one another on the screen that they become one; which names find room.

/**
 * Group points by where they stand on the screen, the first of the list first: its number is what a group shows first.
 * `project` gives {x, y} in pixels; two points nearer than `apart` pixels are one group.
 */
export function group(points, project, apart) {
  const cells = new Map();
  const groups = [];
  const key = (x, y) => `${x},${y}`;
  for (const point of points) {
    const { x, y } = project(point.at);
    const [cx, cy] = [Math.floor(x / apart), Math.floor(y / apart)];
    let found = null;
    for (let dx = -1; dx <= 1 && !found; dx++) {
      for (let dy = -1; dy <= 1 && !found; dy++) {
        const near = cells.get(key(cx + dx, cy + dy)) || [];
        found = near.find((one) => Math.hypot(one.x - x, one.y - y) < apart);
      }
    }
    if (found) {
      found.points.push(point);
    } else {
      const one = { x, y, at: point.at, points: [point] };
      groups.push(one);
      cells.set(key(cx, cy), [...(cells.get(key(cx, cy)) || []), one]);
    }
  }
  return groups;
}

/** Points that stand on one spot (a town whose streets are not known), in a ring around it: `place` turns pixels back. */
export function ring(one, place, radius) {
  return one.points.map((point, n) => {
    const turn = (2 * Math.PI * n) / one.points.length;
    const out = radius * Math.max(1, one.points.length / 8);
    return { ...point, at: place({ x: one.x + out * Math.sin(turn), y: one.y - out * Math.cos(turn) }) };
  });
}

/** The names that can be written without one over another, the first of the list first; sizes in pixels. */
export function roomFor(towns, project, size) {
  const boxes = [];
  return towns.filter((town) => {
    const { x, y } = project(town.at);
    const half = 4 + (town.name.length * size) / 4;
    const box = [x - half, y - size, x + half, y + size];
    if (boxes.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return false;
    boxes.push(box);
    return true;
  });
}
