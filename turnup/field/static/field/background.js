// What the service worker sends when the browser wakes it with network; throws while something is
// left, so that the browser tries again later by itself.

import { unsent } from "./queue.js";
import { recall } from "./store.js";
import { state, sync } from "./sync.js";

self.sendQueue = async () => {
  await sync();
  const me = await recall("me");
  if (me && state.net === "offline" && (await unsent(me.person)).mine) throw new Error("not all sent");
};
