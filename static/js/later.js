// An answer that does not reach the server is kept on this device and sent later (waiting.js). It is judged there:
// nothing here knows what is right.

import * as queue from "./queue.js";
import { start } from "./waiting.js"; // at once: when it is needed, the network is gone

/** Keep what a form would have sent. Return false when it could not be: the form is then sent the ordinary way. */
export async function keep(form, section, submitter, number) {
  if (submitter?.name === "move") return move(form, submitter);
  if (submitter?.name === "reveal") return Boolean(say(section, "reveal"));
  const data = new FormData(form);
  data.delete("simple");
  if (isEmpty(form, data)) return Boolean(say(section, "empty"));
  const [, lesson, activity] = form.action.match(/([\da-f-]{36})\/(?:([\da-f-]{36})\/)?/) || [];
  if (!lesson) return false;
  try {
    await queue.add({
      number,
      at: Date.now(),
      owner: queue.owner(),
      lesson,
      activity: activity || null,
      revision: Number(form.dataset.revision) || 0,
      form: Object.fromEntries([...new Set(data.keys())].map((name) => [name, data.getAll(name)])),
    });
  } catch {
    return false; // a browser that keeps nothing
  }
  say(section, "later").dataset.number = number;
  start();
  return true;
}

/** Nothing chosen or typed: the server would refuse it, when nobody is there any more to choose. */
function isEmpty(form, data) {
  const controls = form.querySelectorAll("input:not([type=hidden]), select, textarea");
  const filled = [...controls].filter((one) => data.getAll(one.name).some((value) => String(value).trim()));
  if (!controls.length) return false; // an order, or a lesson that is finished
  if (form.querySelector("select")) return filled.length < controls.length;
  return !filled.length || (controls[0].inputMode === "decimal" && !/^[\s€+-]*[\d\s]+([.,]\d+)?[\s€.]*$/.test(controls[0].value));
}

/** Put the words before the form, and the keyboard on them, as after an answer that the server has judged. */
function say(section, name) {
  section.querySelectorAll(".call, [data-said]").forEach((old) => old.remove());
  const note = copy(name);
  const next = note.querySelector("a[data-next]");
  const following = [...document.querySelectorAll("section.quiz")].find(
    (other) => other.compareDocumentPosition(section) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  if (next && following) next.href = `#${following.id}`;
  else next?.parentElement.remove();
  (section.querySelector("form") || section).before(note);
  note.focus();
  return note;
}

/** What was kept has been sent: the words at its question lead to what the server says of it. */
document.addEventListener("passerelle-waiting", (event) => {
  for (const old of document.querySelectorAll("[data-number]")) {
    if (!event.detail.saved.includes(old.dataset.number)) continue;
    const note = copy("sent");
    const section = old.closest("[id]").id;
    note.querySelector("a").href = `${location.pathname}?answered=${section.replace("q-", "")}#${section}`;
    old.replaceWith(note);
  }
});

function copy(name) {
  const note = document.querySelector(`template[data-note="${name}"]`).content.firstElementChild.cloneNode(true);
  note.dataset.said = "";
  return note;
}

/** Move an item of an order up or down. The texts change places, the buttons stay where they are. */
function move(form, submitter) {
  const [token, way] = submitter.value.split(":");
  const rows = [...form.querySelectorAll(".orderlist > li")];
  const here = rows.findIndex((row) => row.querySelector("[name=order]").value === token);
  const row = rows[here];
  const other = rows[here + (way === "up" ? -1 : 1)];
  if (!row || !other) return true;
  const [mine, theirs] = [contents(row), contents(other)];
  fill(row, theirs);
  fill(other, mine);
  const buttons = [...other.querySelectorAll("button[name=move]")];
  (buttons.find((one) => one.value.endsWith(way)) || buttons[0]).focus();
  return true;
}

function contents(row) {
  const text = row.querySelector("[name=order] + span").firstChild.textContent.replace(/^\d+\.\s*/, "");
  return { token: row.querySelector("[name=order]").value, text: text.trim() };
}

function fill(row, { token, text }) {
  row.querySelector("[name=order]").value = token;
  const number = [...row.parentElement.children].indexOf(row) + 1;
  row.querySelector("[name=order] + span").textContent = `${number}. ${text}`;
  for (const button of row.querySelectorAll("button[name=move]")) {
    button.value = `${token}:${button.value.split(":")[1]}`;
    button.querySelector(".vh").textContent = ` ${text}`;
  }
}
