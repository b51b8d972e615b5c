// A file that is dropped on `[data-drop]` goes into the file control inside it, and is sent.
for (const place of document.querySelectorAll("[data-drop]")) {
  const control = place.querySelector('input[type="file"]');
  const over = (event) => {
    event.preventDefault();
    place.dataset.over = "";
  };
  const gone = () => delete place.dataset.over;
  place.addEventListener("dragenter", over);
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", gone);
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    gone();
    if (!event.dataTransfer.files.length) return;
    control.files = event.dataTransfer.files;
    control.form.requestSubmit();
  });
}
