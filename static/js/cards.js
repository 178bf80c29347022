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

const waiting = []; // presses that came while one was on its way: a quick hand loses none
let sending = null;

function onSubmit(event) {
  const form = event.target;
  const pressed = event.submitter;
  if (!form.closest(AREA) || !pressed || pressed.name === "other") return;
  event.preventDefault();
  const press = { name: pressed.name, value: pressed.value, id: pressed.id };
  // A second click on what is on its way is the same press, not the picture taken back.
  if ([sending, ...waiting].some((one) => one && one.name + one.value === press.name + press.value)) return;
  waiting.push(press);
  if (!sending) work();
}

async function work() {
  while (waiting.length) {
    sending = waiting.shift();
    const form = document.querySelector(`${AREA} form`);
    const page = await send(form, sending);
    const fresh = page?.querySelector(AREA);
    if (!fresh) {
      leave(form, sending, page);
      return;
    }
    document.querySelector(AREA).replaceWith(fresh);
    document.title = page.title;
    offerReading();
    focusOn(fresh, sending.id);
    tell(fresh);
    sending = null;
  }
}

/** Return the page that the server answers with, or null when it could not be had. */
async function send(form, press) {
  const body = new URLSearchParams(new FormData(form));
  body.append(press.name, press.value);
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin", cache: "no-store" });
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
function leave(form, press, page) {
  if (page) {
    location.assign(page.answeredAt);
    return;
  }
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = press.name;
  field.value = press.value;
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
  const words = said?.textContent ?? "";
  if (said) {
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 50);
  }
  const problem = area.querySelector("[data-focus][data-say]");
  if (reading) say([problem ? problem.textContent : words]);
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
