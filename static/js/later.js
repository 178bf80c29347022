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
  if (isEmpty(form, data)) return Boolean(leadToMissing(form, data, say(section, "empty")));
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

/** Keep the goal of an exercise, and show the screen that says so when it is kept on this device too. */
export async function keepExercise(form, submitter, number) {
  const section = form.closest("[data-practice]");
  delete form.dataset.sending;
  if (form.matches("[data-typed]")) return Boolean(say(section, "typed"));
  const done = await keep(form, section, submitter, number);
  const next = done && form.dataset.next && new URL(form.dataset.next, location.href);
  const lesson = new FormData(form).get("lesson");
  if (next && (await caches.match(`${next.pathname}?lesson=${lesson}`, { ignoreVary: true }))) location.assign(next);
  return done;
}

/** Nothing chosen or typed: the server would refuse it, when nobody is there any more to choose. */
function isEmpty(form, data) {
  const controls = form.querySelectorAll("input:not([type=hidden]), select, textarea");
  const filled = [...controls].filter((one) => data.getAll(one.name).some((value) => String(value).trim()));
  if (!controls.length) return false; // an order, or a lesson that is finished
  if (form.matches("[data-whole]") || form.querySelector("select")) return filled.length < controls.length;
  return !filled.length || (controls[0].inputMode === "decimal" && !/^[\s€+-]*[\d\s]+([.,]\d+)?[\s€.]*$/.test(controls[0].value));
}

/** Of a whole check, the words lead to the first question without an answer. */
function leadToMissing(form, data, note) {
  const first = [...form.querySelectorAll("input:not([type=hidden])")].find((one) => !data.has(one.name));
  const link = note.querySelector("a[data-missing]");
  if (link) link.href = `#${first.closest("[id^=q-]").id}`;
  return note;
}

/** Put the words before the form, and the keyboard on them, as after an answer that the server has judged. */
function say(section, name) {
  section.querySelectorAll(":scope > .call, [data-said]").forEach((old) => old.remove());
  const note = copy(name);
  const next = note.querySelector("a[data-next]");
  const following = [...document.querySelectorAll("section.quiz")].find(
    (other) => other.compareDocumentPosition(section) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  if (next && following) next.href = `#${following.id}`;
  if (following?.matches("[data-practice-card]")) next?.replaceChildren(next.dataset.next);
  else next?.parentElement.remove();
  if (section.matches(".quiz, [id=check], [id=end]")) section.querySelector("form").before(note);
  else section.prepend(note); // an exercise: its forms stand inside the device
  note.focus();
  return note;
}

/** What was kept has been sent: the words at its question lead to what the server says of it. */
document.addEventListener("passerelle-waiting", (event) => {
  for (const old of document.querySelectorAll("[data-number]")) {
    if (!event.detail.saved.includes(old.dataset.number)) continue;
    const note = copy("sent");
    const section = old.closest("[id]").id;
    if (section === "check") note.querySelector("a").href = `${location.pathname}?checked=1#result`;
    else if (section.startsWith("q-")) note.querySelector("a").href = `${location.pathname}?answered=${section.replace("q-", "")}#${section}`;
    else note.querySelector("p").remove();
    old.replaceWith(note);
  }
});

function copy(name) {
  const note = document.querySelector(`template[data-note="${name}"]`).content.firstElementChild.cloneNode(true);
  note.dataset.said = "";
  return note;
}

/** Move an item of an order up, down, or to where it was dropped. The texts change places, the buttons stay. */
function move(form, submitter) {
  const [token, way] = submitter.value.split(":");
  const list = form.querySelector(".orderlist");
  const lines = [...list.children].map(contents);
  const here = lines.findIndex((line) => line.token === token);
  const there = { up: here - 1, down: here + 1 }[way] ?? here;
  if (here < 0 || !lines[there]) return true;
  if (way === "here") submitter.remove();
  lines.splice(there, 0, ...lines.splice(here, 1));
  const can = (row, name) => Boolean(row.querySelector(`button[value$=":${name}"]`));
  // A line that was dropped took its buttons along: the first line has none that leads up, the last none that leads down.
  list.append(...[...list.children].sort((one, two) => can(one, "up") - can(two, "up") || can(two, "down") - can(one, "down")));
  lines.forEach((line, index) => fill(list.children[index], line, index + 1));
  const buttons = [...list.children[there].querySelectorAll("button[name=move]")];
  (buttons.find((one) => one.value.endsWith(way)) || buttons[0]).focus();
  return true;
}

const TEXT = ":scope > span:not([data-grip], .row)";

function contents(row) {
  const text = row.querySelector(TEXT).firstChild.textContent.replace(/^\d+\.\s*/, "");
  return { token: row.querySelector("[name=order]").value, text: text.trim() };
}

function fill(row, { token, text }, number) {
  row.querySelector("[name=order]").value = token;
  row.querySelector(TEXT).textContent = `${number}. ${text}`;
  for (const button of row.querySelectorAll("button[name=move]")) {
    button.value = `${token}:${button.value.split(":")[1]}`;
    button.querySelector(".vh").textContent = ` ${text}`;
  }
}
