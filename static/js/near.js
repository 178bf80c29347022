// Finding help: the position of the device and the moving map. Both only when the person presses their button.

const DIGITS = 3; // decimals of a position that leave the device: about a hundred metres

/** Put life into the search page. */
export function start() {
  const locate = document.querySelector("[data-near-locate]");
  if (locate && "geolocation" in navigator && isSecureContext) offerPosition(locate);
  const root = document.querySelector("[data-near-map]");
  if (root) offerMap(root);
}

function offerPosition(part) {
  const says = part.querySelector("[data-near-locate-says]");
  part.hidden = false;
  part.querySelector("button").addEventListener("click", () => {
    says.textContent = says.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      (found) => search(part.closest("form"), found.coords),
      () => (says.textContent = says.dataset.no),
      { enableHighAccuracy: false, timeout: 15000, maximumAge: 300000 },
    );
  });
}

/** The same search from a position: an address that can be kept, with the position rounded before it is written. */
function search(form, coords) {
  const asked = new URLSearchParams(new FormData(form));
  for (const name of ["where", "place", "at"]) asked.delete(name);
  for (const [name, value] of [...asked]) if (!value) asked.delete(name);
  asked.set("at", `${coords.latitude.toFixed(DIGITS)},${coords.longitude.toFixed(DIGITS)}`);
  location.assign(`${form.getAttribute("action")}?${asked}`);
}

function offerMap(root) {
  const more = root.querySelector("[data-near-map-more]");
  if (more) more.hidden = false;
  const opener = root.querySelector("[data-near-map-open]");
  opener.addEventListener("click", async (event) => {
    event.preventDefault();
    if (root.dataset.opening) return;
    root.dataset.opening = "1";
    root.setAttribute("aria-busy", "true");
    try {
      const map = await import("./near-map.js");
      await map.open(root);
      opener.closest("p").remove();
    } catch {
      const failed = document.createElement("p");
      failed.setAttribute("role", "status");
      failed.textContent = root.dataset.wordsFailed;
      opener.closest("p").replaceWith(failed);
    }
    root.removeAttribute("aria-busy");
  });
}
