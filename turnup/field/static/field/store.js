// What the phone keeps: IndexedDB in promises. The version is raised with the shape of a store.
//
//   days    {person, visits, etag, at}                       what was fetched ahead, by person
//   queue   {id, person, kind, order, step, said, seen, at, heard, amends, title, number, sent,
//            outcome, problem, settled}                       acts, written before they are sent
//   photos  {id, person, order, kind, at, heard, blob, number, sent, problem}
//   meta    {key, value}                                      phone, last greeting, drafts, pen

const NAME = "turnup-field";
const VERSION = 1;
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("days", { keyPath: "person" });
      base.createObjectStore("queue", { keyPath: "id" });
      base.createObjectStore("photos", { keyPath: "id" });
      base.createObjectStore("meta", { keyPath: "key" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// Resolves when the transaction is on the disk, not merely done in memory.
async function run(store, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
export const all = (store) => run(store, "readonly", (rows) => rows.getAll());
export const put = (store, value) => run(store, "readwrite", (rows) => rows.put(value));
export const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));

export async function recall(key) {
  return (await get("meta", key))?.value;
}

export const remember = (key, value) => put("meta", { key, value });
export const forget = (key) => drop("meta", key);

export async function phoneId() {
  let id = await recall("phone");
  if (!id) await remember("phone", (id = crypto.randomUUID()));
  return id;
}

export async function purgeDays(keep) {
  for (const day of await all("days")) if (day.person !== keep) await drop("days", day.person);
}
