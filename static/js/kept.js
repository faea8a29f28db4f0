// Words that were typed and are not saved yet, kept in the browser's database. What stands there is encrypted:
// the key comes with the page of the signed-in user and is nowhere else (docs/decisions/0012-conversation-mode.md).

const NAME = "phb-kept";
const STORE = "words";

const opened = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Each call opens and closes the database, so that no open page keeps another from wiping it.
const inStore = async (mode, work) => {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      // Strict: written to the disk before it counts as kept.
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

export const put = (record) => inStore("readwrite", (store) => store.put(record));
export const remove = (id) => inStore("readwrite", (store) => store.delete(id));
const all = () => inStore("readonly", (store) => store.getAll());
export const of = async (owner, subject) =>
  (await all()).filter((record) => record.owner === owner && (!subject || record.subject === subject));
export const wipe = async (owner) => {
  for (const record of await of(owner)) await remove(record.id);
};

export const keyFrom = (base64) =>
  crypto.subtle.importKey("raw", Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);

// The record's own id is bound in, so that one record cannot stand in for another.
const bound = (id) => new TextEncoder().encode(id);
export const seal = async (key, id, value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(id) }, key, text) };
};
export const unseal = async (key, record) => {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv, additionalData: bound(record.id) }, key, record.sealed);
  return JSON.parse(new TextDecoder().decode(text));
};
