// The three pictures of a card, without loading the whole page for each, and read aloud on demand. The form, its
// address and the page that comes back are those that serve without a script.

const AREA = "[data-pictures]";
let reading = false;

export function start() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("focusin", (event) => {
    const name = reading && event.target.closest(".pick")?.querySelector("[data-name]");
    if (name) say([name.textContent]);
  });
  offerReading();
}

async function onSubmit(event) {
  const form = event.target;
  const pressed = event.submitter;
  if (!form.closest(AREA) || !pressed || pressed.name === "other") return;
  event.preventDefault();
  if (form.dataset.sending) return; // a second press while the first is on its way is not a second picture
  form.dataset.sending = "1";
  const page = await send(form, pressed);
  const fresh = page?.querySelector(AREA);
  if (!fresh) {
    leave(form, pressed, page);
    return;
  }
  document.querySelector(AREA).replaceWith(fresh);
  document.title = page.title;
  offerReading();
  focusOn(fresh, pressed.id);
  tell(fresh);
}

/** Return the page that the server answers with; null when it could not be had; an address when one is in. */
async function send(form, pressed) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form, pressed)),
      credentials: "same-origin",
      cache: "no-store",
    });
    const text = await response.text();
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(text, "text/html");
    page.answeredAt = response.url;
    return page;
  } catch {
    return null;
  }
}

/** The pictures were right, or something is unusual: the browser shows what the server says. */
function leave(form, pressed, page) {
  if (page) {
    location.assign(page.answeredAt);
    return;
  }
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = pressed.name;
  field.value = pressed.value;
  form.append(field);
  form.submit();
}

function focusOn(area, id) {
  const problem = area.querySelector("[data-focus]");
  const target = problem || (id && document.getElementById(id)) || area.querySelector(".pick");
  if (target) target.focus({ preventScroll: !problem });
}

/** A live region speaks only when its words change after it is in the page. */
function tell(area) {
  const said = area.querySelector("[data-said]");
  if (said) {
    const words = said.textContent;
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 50);
  }
  const problem = area.querySelector("[data-focus][data-say]");
  if (reading) say([(problem || said)?.textContent || ""]);
}

/** Offer to read aloud where the device can: an extra for people who do not read. */
function offerReading() {
  const place = document.querySelector(`${AREA} [data-speak]`);
  if (!place || !("speechSynthesis" in window)) return;
  place.hidden = false;
  const button = place.querySelector("button");
  button.setAttribute("aria-pressed", String(reading));
  button.addEventListener("click", () => {
    reading = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(reading));
    speechSynthesis.cancel();
    if (reading) readAll();
  });
}

/** Read the question, then each picture in turn; the one that is read is ringed. */
function readAll() {
  const area = document.querySelector(AREA);
  const words = [...area.querySelectorAll("[data-say]")].map((one) => ({ text: one.textContent }));
  const names = [...area.querySelectorAll(".pick")].map((pick) => ({
    text: pick.querySelector("[data-name]").textContent,
    pick,
  }));
  for (const { text, pick } of [...words, ...names]) {
    const speech = utterance(text);
    if (pick) {
      speech.onstart = () => pick.setAttribute("data-now", "");
      speech.onend = speech.onerror = () => pick.removeAttribute("data-now");
    }
    speechSynthesis.speak(speech);
  }
}

function say(texts) {
  speechSynthesis.cancel();
  for (const text of texts) speechSynthesis.speak(utterance(text));
}

function utterance(text) {
  const speech = new SpeechSynthesisUtterance(text.trim());
  speech.lang = document.documentElement.lang;
  speech.rate = 0.9;
  return speech;
}
