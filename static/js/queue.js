// Answers that wait on this device, in IndexedDB: {number, at, owner, lesson, activity, revision, form, reason?}.
// `owner` is a mark that the server gave (no name), "" for nobody yet. A refused answer keeps its `reason`.

const STORE = "answers";
const WAITING = "passerelle-waiting"; // in localStorage: says that there is something to look for
const OWNER = "passerelle-owner";
const KEPT = "passerelle-kept";

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("passerelle", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "number" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Do one thing in the store; resolve once it is on the disk. */
async function inStore(mode, work) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    opened.close();
  }
}

export async function add(item) {
  await inStore("readwrite", (store) => store.put(item));
  mark(WAITING, "1");
}

/** All that is there, the oldest first. */
export async function all() {
  const found = await inStore("readonly", (store) => store.getAll());
  return found.sort((one, other) => one.at - other.at);
}

export async function remove(numbers) {
  await inStore("readwrite", (store) => numbers.forEach((number) => store.delete(number)));
  if (!(await all()).length) mark(WAITING, "");
}

/** The mark of the person who uses this device now: what the page of the server says, else what the last one said. */
export function owner() {
  const page = document.documentElement;
  const said = document.querySelector("[data-owner]");
  if (said && page.dataset.kept === undefined) return said.dataset.owner;
  return read(OWNER);
}

export function rememberOwner() {
  if (read(KEPT) || read(WAITING)) mark(OWNER, owner());
}

/** Say that a module is kept here: pages then tell who uses the device, for the answers to come. */
export function markKept(value) {
  mark(KEPT, value ? "1" : "");
  rememberOwner();
}

/** Remove the answers of one person and of nobody; those of another person go on waiting. */
export async function forget(person) {
  await remove((await all()).filter((one) => !one.owner || one.owner === person).map((one) => one.number));
  mark(OWNER, "");
  mark(KEPT, "");
}

function read(name) {
  try {
    return localStorage.getItem(name) || "";
  } catch {
    return ""; // a browser that is told to keep nothing
  }
}

function mark(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    /* as above */
  }
}
