// Shows the photos that were chosen, and makes them smaller before they are sent: a phone's line is slow, and the
// server needs no more than this.

const SIDE_PX = 1600;
const LIGHT_BYTES = 600 * 1024;
const QUALITY = 0.85;
const SHOWN_PX = 96;

async function smaller(file) {
  if (file.size <= LIGHT_BYTES) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: blob.type });
  } catch {
    // not a picture that this browser reads: the server decides
    return file;
  }
}

async function drawSmall(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  const scale = SHOWN_PX / picture.height;
  canvas.height = SHOWN_PX;
  canvas.width = Math.max(1, Math.min(3 * SHOWN_PX, Math.round(picture.width * scale)));
  canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, SHOWN_PX);
  picture.close();
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", file.name);
  return canvas;
}

/** Every chosen photo in small, or the name of what this browser cannot draw. */
async function preview(list, files) {
  const drawn = await Promise.all([...files].map((file) => drawSmall(file).catch(() => file.name)));
  list.replaceChildren(
    ...drawn.map((one) => {
      const item = document.createElement("li");
      item.append(one);
      return item;
    }),
  );
}

export default function photos(input) {
  const list = document.createElement("ul");
  list.className = "photo-preview";
  input.after(list);
  let choice = 0;
  input.addEventListener("change", async () => {
    const mine = ++choice;
    const files = new DataTransfer();
    for (const file of input.files) files.items.add(await smaller(file));
    // someone may have chosen others while we worked
    if (mine !== choice) return;
    input.files = files.files;
    await preview(list, input.files);
  });
}
