// Behaviour of customers' pages, bound by attributes:
//
//   data-signing="URL" (of signature_pad) a form with a field to draw a signature in (data-pad), whose picture goes
//                      into data-drawing; data-pad-clear, data-pad-type (the name as typed)
//   data-more-clauses  shows the next hidden set of fields
//   data-kinds="A B"   is there only while the chosen kind of customer is one of them
//   data-map="ID"      a map on which a place is picked; its data are the JSON in the element ID
//   data-copy="TEXT"   copies; data-select selects its text when it gets the focus

for (const form of document.querySelectorAll("[data-signing]")) signing(form);

async function signing(form) {
  const { default: SignaturePad } = await import(form.dataset.signing);
  const canvas = form.querySelector("[data-pad]");
  const drawing = form.querySelector("[data-drawing]");
  const pad = new SignaturePad(canvas, { minWidth: 0.8, maxWidth: 2.8, penColor: "#0b1f4b" });
  let typed = false;

  const fit = () => {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    const strokes = pad.toData();
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (strokes.length) pad.fromData(strokes);
    else if (typed) write();
  };
  const write = () => {
    const name = form.querySelector("[data-signatory]").value.trim();
    const context = canvas.getContext("2d");
    pad.clear();
    let size = 44;
    do context.font = `italic ${size}px cursive, serif`;
    while (context.measureText(name).width > canvas.offsetWidth - 32 && (size -= 2) > 12);
    context.fillStyle = "#0b1f4b";
    context.fillText(name, 16, canvas.offsetHeight / 2 + size / 3);
    typed = Boolean(name);
  };
  fit();
  window.addEventListener("resize", fit);
  pad.addEventListener("beginStroke", () => {
    if (typed) pad.clear();
    typed = false;
  });
  form.querySelector("[data-pad-clear]").addEventListener("click", () => {
    pad.clear();
    typed = false;
  });
  form.querySelector("[data-pad-type]").addEventListener("click", write);
  form.addEventListener("submit", () => {
    drawing.value = pad.isEmpty() && !typed ? "" : canvas.toDataURL("image/png");
  });
}

document.addEventListener("click", async (event) => {
  const more = event.target.closest("[data-more-clauses]");
  if (more) {
    const next = more.form.querySelector(".pt-dispute[hidden]");
    next?.removeAttribute("hidden");
    next?.querySelector("select").focus();
    if (!more.form.querySelector(".pt-dispute[hidden]")) more.hidden = true;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    copy.lastChild.textContent = copy.dataset.done;
  }
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
});

function kinds() {
  const chosen = document.querySelector("[name='customer.kind']:checked, select[name='customer.kind']");
  if (!chosen) return;
  for (const part of document.querySelectorAll("[data-kinds]")) {
    part.hidden = !part.dataset.kinds.split(" ").includes(chosen.value);
  }
}
document.addEventListener("change", (event) => {
  if (event.target.name === "customer.kind") kinds();
});
kinds();

for (const place of document.querySelectorAll("[data-map]")) {
  const fold = place.closest("details");
  const begin = () => fold.open && !place.dataset.drawn && draw(place);
  fold.addEventListener("toggle", begin);
  begin();
}

function draw(place) {
  const L = window.L;
  if (!L) return window.addEventListener("load", () => draw(place), { once: true });
  place.dataset.drawn = "yes";
  const said = JSON.parse(document.getElementById(place.dataset.map).textContent);
  const latitude = document.getElementById(place.dataset.latitude);
  const longitude = document.getElementById(place.dataset.longitude);
  const map = L.map(place, { attributionControl: Boolean(said.credit), zoomAnimation: false, fadeAnimation: false });
  map.setView(said.middle, 13);
  if (said.tiles) L.tileLayer(said.tiles, { attribution: said.credit, maxZoom: 19 }).addTo(map);
  else {
    place.dataset.plain = "yes";
    L.control.scale({ imperial: false }).addTo(map);
    for (const [lat, lon, title] of said.points) {
      const point = L.circleMarker([lat, lon], { radius: 5, weight: 1, color: "#1f5fbf", fillOpacity: 0.6 });
      point.bindTooltip(title.replace(/^[^,]+, /, ""), { permanent: true, direction: "right" }).addTo(map);
      point.on("click", (event) => { L.DomEvent.stopPropagation(event); put(lat, lon); });
    }
    const near = () => place.toggleAttribute("data-near", map.getZoom() >= 15);
    map.on("zoomend", near);
    near();
    if (said.points.length > 1) map.fitBounds(said.points.map(([lat, lon]) => [lat, lon]), { padding: [24, 24] });
  }
  let mark;
  const put = (lat, lon, move = false) => {
    mark ??= L.circleMarker([lat, lon], { radius: 10, weight: 3, color: "#c2410c", fillColor: "#fff", fillOpacity: 0.9 }).addTo(map);
    mark.setLatLng([lat, lon]);
    latitude.value = lat.toFixed(6);
    longitude.value = lon.toFixed(6);
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
    if (move) map.setView([lat, lon], 16);
  };
  map.on("click", (event) => put(event.latlng.lat, event.latlng.wrap().lng));
  const typed = () => {
    const [lat, lon] = [latitude, longitude].map((one) => parseFloat(one.value.replace(",", ".")));
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) put(lat, lon, true);
  };
  latitude.addEventListener("change", typed);
  longitude.addEventListener("change", typed);
  if (latitude.value && longitude.value) typed();
  const told = document.querySelector("[data-map-told]");
  document.querySelector("[data-map-here]")?.addEventListener("click", () => {
    told.textContent = "";
    navigator.geolocation?.getCurrentPosition(
      (found) => put(found.coords.latitude, found.coords.longitude, true),
      () => { told.textContent = said.words.lost; },
    );
  });
}
