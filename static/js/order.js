// Lines of an order question dragged with a mouse, a pen or a finger: an extra beside the buttons, which stay (WCAG
// 2.5.7). Where the line is dropped, the form is sent as a press of a button would send it: the server numbers the lines.

/** Listen to every order question of the page, also to those that are put in later. */
export function start() {
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("form[data-answer] .orderlist > li");
    if (!item || event.button || event.target.closest("button")) return;
    // A finger on the line itself scrolls the page; on its handle it moves the line.
    if (event.pointerType === "touch" && !event.target.closest("[data-grip]")) return;
    drag(item, event);
  });
}

function drag(item, event) {
  const list = item.parentElement;
  const before = [...list.children];
  const stop = new AbortController();
  let moving = false;
  event.preventDefault(); // or the words would be selected
  const move = (at) => {
    if (!moving && Math.abs(at.clientY - event.clientY) < 8) return; // a touch is not a drag
    moving = true;
    item.classList.add("dragged");
    const over = [...list.children].find((one) => one !== item && inside(one, at.clientY));
    if (!over) return;
    const down = item.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    list.insertBefore(item, down ? over.nextSibling : over);
  };
  const end = (dropped) => {
    stop.abort();
    item.classList.remove("dragged");
    if (moving && dropped) send(item);
    else if (moving) list.replaceChildren(...before); // a call that comes in, Escape: nothing has moved
  };
  // On the document: a line that moves in the list loses a capture of its own.
  const on = (name, listener) => document.addEventListener(name, listener, { signal: stop.signal });
  on("pointermove", move);
  on("pointerup", () => end(true));
  on("pointercancel", () => end(false));
  on("keydown", (key) => key.key === "Escape" && end(false));
}

function inside(element, y) {
  const box = element.getBoundingClientRect();
  return y > box.top + box.height / 4 && y < box.bottom - box.height / 4;
}

function send(item) {
  const button = document.createElement("button");
  const value = `${item.querySelector("input[name=order]").value}:here`;
  Object.assign(button, { type: "submit", name: "move", value, hidden: true });
  item.append(button);
  item.closest("form").requestSubmit(button);
}
