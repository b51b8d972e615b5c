// Pictures are made small on the phone before they are queued: a camera's 20 megapixels would take
// minutes over a slow line. And serial numbers are read off a picture where the phone can.

const LONGEST = 1600;
const QUALITY = 0.8;
const LARGEST = 20 * 1024 * 1024;

export async function small(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) {
    if (file.size > LARGEST) throw new Error("too large");
    return file;
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("no picture"))),
      "image/jpeg",
      QUALITY,
    ),
  );
}

// When a picture was taken: one out of the gallery is older than its being chosen.
const OLDEST = 3 * 86_400_000;
export function takenAt(file) {
  const now = Date.now();
  const at = file.lastModified;
  return at && at <= now && now - at < OLDEST ? at : now;
}

export const canScan = () => "BarcodeDetector" in window;

// Gives the code in a picture, or nothing where none is seen.
export async function scanned(file) {
  const picture = await createImageBitmap(file);
  const [found] = await new BarcodeDetector().detect(picture);
  return found?.rawValue?.trim().slice(0, 60);
}
