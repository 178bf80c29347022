// The answers that wait on this device: what the page says of them, and how they are sent when there is a network.

import * as queue from "./queue.js";

const A_BATCH = 100; // learning/progress/replay.py takes no more
const box = document.querySelector("[data-waiting]");
let started = false;
const words = JSON.parse(document.getElementById("waiting-words")?.content.textContent || "{}");

/** Show what waits, send it, and go on doing so whenever the network is there again. */
export async function start() {
  if (!box) return;
  if (started) {
    await send();
    return;
  }
  started = true;
  queue.rememberOwner();
  document.querySelector("main .crumbs")?.after(box);
  part("kept").hidden = document.documentElement.dataset.kept === undefined;
  box.hidden = part("kept").hidden;
  button("send").addEventListener("click", () => send());
  button("mine").addEventListener("click", () => send({ mine: true }));
  button("remove").addEventListener("click", removeRefused);
  addEventListener("online", () => send());
  await send();
}

/** Say n of a thing in the words of the page. */
export function count(name, n) {
  return words[name][n > 1 ? 1 : 0].replace("{n}", n);
}

/** Send what waits; return how many still do. Two pages at once do it one after the other. */
export function send(options = {}) {
  const work = () => sendAll(options).catch(() => show({}));
  return navigator.locks ? navigator.locks.request("passerelle-send", work) : work();
}

async function sendAll({ mine = false }) {
  const result = { saved: [], later: 0, ask: 0, another: 0, failed: false };
  const items = (await queue.all()).filter((one) => !one.reason);
  if (!items.length || !navigator.onLine) return show(result);
  for (const owner of new Set(items.map((one) => one.owner))) {
    const theirs = items.filter((one) => one.owner === owner);
    for (let start = 0; start < theirs.length; start += A_BATCH) {
      const answer = await post({ owner, mine, items: theirs.slice(start, start + A_BATCH) });
      if (answer.status === 409) {
        result[answer.code === "ask" ? "ask" : "another"] += theirs.length;
        break;
      }
      if (answer.status !== 200) {
        result.failed = true;
        return show(result);
      }
      await settle(answer, theirs);
      result.saved.push(...answer.saved);
      result.later += answer.later.length;
    }
  }
  return show(result);
}

async function post({ owner, mine, items }) {
  try {
    const response = await fetch(box.dataset.waiting, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sent: Date.now(), owner, mine, items }),
      credentials: "same-origin",
    });
    return { ...(await response.json()), status: response.status };
  } catch {
    return { status: 0 };
  }
}

/** What is saved leaves the device; what was refused stays with its reason until the person removes it. */
async function settle(answer, items) {
  for (const one of answer.refused) {
    const item = items.find((candidate) => candidate.number === one.number);
    if (item) await queue.add({ ...item, reason: one.reason });
  }
  await queue.remove(answer.saved);
}

async function removeRefused() {
  await queue.remove((await queue.all()).filter((one) => one.reason).map((one) => one.number));
  await show({});
  document.getElementById("contenu").focus();
}

/** Write the state in words. Return how many answers wait. */
async function show({ saved = [], later = 0, ask = 0, another = 0, failed = false }) {
  const items = await queue.all().catch(() => []);
  const refused = items.filter((one) => one.reason);
  const waiting = items.length - refused.length - ask - another;
  const lines = [];
  if (saved.length) lines.push(count("saved", saved.length));
  if (later) lines.push(count("later", later));
  if (waiting) lines.push(count(failed ? "failed" : "waiting", waiting));
  if (ask) lines.push(count("ask", ask));
  if (another) lines.push(count("another", another));
  if (refused.length) lines.push(`${count("refused", refused.length)} ${[...new Set(refused.map((one) => one.reason))].join(" ")}`);
  const state = part("state");
  box.hidden = !lines.length && part("kept").hidden;
  await new Promise(requestAnimationFrame); // the live region must be there before the words come
  state.hidden = !lines.length;
  part("words").replaceChildren(...lines.map(paragraph));
  button("send").hidden = !waiting;
  button("mine").hidden = !ask;
  button("remove").hidden = !refused.length;
  part("again").hidden = !saved.length;
  document.dispatchEvent(new CustomEvent("passerelle-waiting", { detail: { saved } }));
  return waiting;
}

function paragraph(text) {
  const line = document.createElement("p");
  line.textContent = text;
  return line;
}

function part(name) {
  return box.querySelector(`[data-part="${name}"]`);
}

function button(name) {
  return box.querySelector(`[data-do="${name}"]`);
}
