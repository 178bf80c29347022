// "I have finished on this device": what is kept here goes before the page that signs out is asked for. Answers of
// another person go on waiting: they were sent, and that person will come back.

import * as queue from "./queue.js";
import { count, send } from "./waiting.js";

const section = document.querySelector("[data-leave]");
const form = document.querySelector("main form[method=post]");

export async function start() {
  await show();
  part("send").addEventListener("click", async () => {
    await send();
    await show();
  });
  part("remove").addEventListener("click", async () => {
    await clear();
    await show();
    part("done").hidden = section.hidden = false;
  });
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const cleared = await clear().then(
      () => true,
      () => false, // the server then asks the browser to empty everything (Clear-Site-Data)
    );
    if (cleared) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "cleared", value: "1" }));
    form.submit();
  });
}

async function show() {
  const person = queue.owner();
  const items = await queue.all().catch(() => []);
  const waiting = items.filter((one) => !one.reason && (!one.owner || one.owner === person)).length;
  const modules = "caches" in self ? (await caches.keys()).filter((name) => name.startsWith("passerelle-module-")) : [];
  part("waiting").hidden = part("send").hidden = !waiting;
  if (waiting) part("waiting").textContent = count("leaving", waiting);
  part("modules").hidden = !modules.length;
  if (modules.length) part("modules").textContent = count("modules", modules.length);
  // With a form, its button removes everything.
  part("remove").hidden = Boolean(form) || !(waiting || modules.length);
  section.hidden = !(waiting || modules.length);
}

/** Everything but the answers of another person. */
async function clear() {
  if ("caches" in self) {
    const ours = (await caches.keys()).filter((name) => name.startsWith("passerelle-"));
    await Promise.all(ours.map((name) => caches.delete(name)));
  }
  await queue.forget(queue.owner());
  const workers = (await navigator.serviceWorker?.getRegistrations?.()) || [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}

function part(name) {
  return section.querySelector(`[data-part="${name}"]`);
}
