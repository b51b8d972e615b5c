// The program: a page for each address behind the `#`, redrawn when the queue or the net changes.

import { carried } from "./carried.js";
import { actPage } from "./act.js";
import { connectPage } from "./connect.js";
import { dayPage, statusBar } from "./day.js";
import { keepTyped, stamp, text, toast, words } from "./dom.js";
import { kitPage } from "./kit.js";
import { modemPage, troublePage } from "./others.js";
import { queuePage } from "./outbox.js";
import { setUpPage } from "./setup.js";
import { sync } from "./sync.js";
import { visitPage } from "./visit.js";

const PAGES = [
  [/^#?\/?$/, dayPage],
  [/^#\/queue$/, queuePage],
  [/^#\/visit\/(\d+)$/, visitPage],
  [/^#\/visit\/(\d+)\/kit$/, kitPage],
  [/^#\/visit\/(\d+)\/connect$/, connectPage],
  [/^#\/visit\/(\d+)\/setup$/, setUpPage],
  [/^#\/visit\/(\d+)\/act$/, actPage],
  [/^#\/visit\/(\d+)\/modem$/, modemPage],
  [/^#\/visit\/(\d+)\/trouble$/, troublePage],
];
const EVERY = 45_000;
const main = document.getElementById("main");
let leave = () => {};
let shown = "";

function made() {
  const found = PAGES.map(([shape, page]) => [location.hash.match(shape), page]).find(([hit]) => hit);
  const [hit, page] = found ?? [[], dayPage];
  return page(hit[1]);
}

// A page gives `{node, live, leave}`: pages that are not live hold what is being typed, and stay.
async function show() {
  leave();
  leave = () => {};
  place(await made());
  await bar();
  scrollTo(0, 0);
}

function place(page) {
  shown = written(page.node);
  main.replaceChildren(page.node);
  main.dataset.live = page.live ? "yes" : "no";
  leave = page.leave ?? leave;
  page.ready?.();
}

// Nothing is replaced that looks the same, so that no tap falls between two drawings; what is
// typed and unfolded on the page stays so.
async function redraw() {
  await bar();
  const typing = main.querySelector("textarea:focus, input:focus:not([type=file])");
  if (main.dataset.live !== "yes" || typing) return;
  const hash = location.hash;
  const page = await made();
  if (hash !== location.hash || written(page.node) === shown) return page.leave?.();
  const at = scrollY;
  keepTyped(main, page.node);
  leave();
  leave = () => {};
  place(page);
  scrollTo(0, at);
}

function written(node) {
  const box = document.createElement("div");
  box.append(node.cloneNode(true));
  return box.innerHTML;
}

async function bar() {
  const drawn = await statusBar();
  const there = document.getElementById("bar");
  if (written(drawn) !== there.innerHTML) there.replaceChildren(drawn);
}

// The worker that knows of Background Sync is a module; other browsers get the plain one.
function register() {
  if (!("serviceWorker" in navigator)) return;
  const wakes = "SyncManager" in window;
  const [path, how] = wakes ? ["/field/worker.js?wakes", { type: "module" }] : ["/field/worker.js", {}];
  navigator.serviceWorker.register(path, how).catch(() => toast(text("no_worker"), "warn"));
}

// What the phone could not write down is said at once: nobody may leave the customer believing it.
addEventListener("unhandledrejection", (event) => {
  const full = event.reason?.name === "QuotaExceededError";
  toast(text(full ? "phone_full" : "not_kept"), "bad");
});

async function start() {
  addEventListener("hashchange", show);
  addEventListener("queue-changed", redraw);
  addEventListener("photo-going", bar);
  addEventListener("online", sync);
  addEventListener("offline", sync);
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  setInterval(() => document.hidden || sync(), EVERY);
  register();
  navigator.storage?.persist?.();
  const { me } = await carried();
  if (!me) main.replaceChildren(stamp("first"));
  else await show();
  await sync();
  if (!me) await show();
  document.documentElement.dataset.ready = words.version;
}

start();
