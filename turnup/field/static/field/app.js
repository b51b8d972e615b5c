// The program: a page for each address behind the `#`, redrawn when the queue or the net changes.

import { carried } from "./carried.js";
import { actPage } from "./act.js";
import { connectPage } from "./connect.js";
import { dayPage, queuePage, statusBar } from "./day.js";
import { stamp, text, toast, words } from "./dom.js";
import { modemPage, troublePage } from "./others.js";
import { setUpPage } from "./setup.js";
import { sync } from "./sync.js";
import { visitPage } from "./visit.js";

const PAGES = [
  [/^#?\/?$/, dayPage],
  [/^#\/queue$/, queuePage],
  [/^#\/visit\/(\d+)$/, visitPage],
  [/^#\/visit\/(\d+)\/connect$/, connectPage],
  [/^#\/visit\/(\d+)\/setup$/, setUpPage],
  [/^#\/visit\/(\d+)\/act$/, actPage],
  [/^#\/visit\/(\d+)\/modem$/, modemPage],
  [/^#\/visit\/(\d+)\/trouble$/, troublePage],
];
const EVERY = 45_000;
const main = document.getElementById("main");
let leave = () => {};

// A page gives `{node, live, leave}`: pages that are not live hold what is being typed, and stay.
async function show() {
  leave();
  leave = () => {};
  const found = PAGES.map(([shape, page]) => [location.hash.match(shape), page]).find(([hit]) => hit);
  const [hit, page] = found ?? [[], dayPage];
  const made = await page(hit[1]);
  main.replaceChildren(made.node);
  main.dataset.live = made.live ? "yes" : "no";
  leave = made.leave ?? leave;
  made.ready?.();
  await bar();
  scrollTo(0, 0);
}

async function redraw() {
  if (main.dataset.live === "yes") {
    const at = scrollY;
    await show();
    scrollTo(0, at);
  } else await bar();
}

async function bar() {
  document.getElementById("bar").replaceChildren(await statusBar());
}

async function start() {
  addEventListener("hashchange", show);
  addEventListener("queue-changed", redraw);
  addEventListener("online", sync);
  addEventListener("offline", sync);
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  setInterval(() => document.hidden || sync(), EVERY);
  if ("serviceWorker" in navigator)
    navigator.serviceWorker.register("/field/worker.js").catch(() => toast(text("no_worker"), "warn"));
  navigator.storage?.persist?.();
  const { me } = await carried();
  if (!me) main.replaceChildren(stamp("first"));
  else await show();
  await sync();
  if (!me) await show();
  document.documentElement.dataset.ready = words.version;
}

start();
