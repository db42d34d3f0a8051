// What is pasted or dropped into a text: words are taken in, images are refused kindly.

import { hasImages, hasStructure, markdownOf } from "./paste.js";
import { insert, insertBlock } from "./toolbar.js";

const NO_IMAGE =
  "Les images ne se mettent pas dans une fiche\u00a0: écrivez plutôt ce qu’il faut voir, ou mettez un lien.";
const NO_FILE =
  "Ce fichier ne peut pas être lu ici\u00a0: ouvrez-le, copiez son texte et collez-le. Seuls .txt et .md se déposent.";
const LARGEST = 256 * 1024;

export function takeIn(field, bar) {
  const said = document.createElement("p");
  said.className = "intake";
  said.setAttribute("role", "status");
  bar.after(said);
  const say = (text) => {
    said.textContent = text;
  };

  function put(text) {
    if (text.includes("\n")) insertBlock(field, text).put(text.length, text.length);
    else insert(field, text);
  }

  async function takeFiles(files) {
    for (const file of files) {
      if (file.type.startsWith("image/")) say(NO_IMAGE);
      else if (/\.(txt|md|markdown)$/i.test(file.name) && file.size <= LARGEST) {
        put((await file.text()).replace(/\r\n?/g, "\n").replace(/^\ufeff/, "").trim());
        say(`Texte de «\u00a0${file.name}\u00a0» ajouté.`);
      } else say(NO_FILE);
    }
  }

  field.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    const html = data.getData("text/html");
    say("");
    if (html && hasStructure(html)) {
      event.preventDefault();
      const text = markdownOf(html);
      if (text) put(text);
      if (hasImages(html)) say(NO_IMAGE);
    } else if (data.files.length && !data.getData("text/plain")) {
      event.preventDefault();
      takeFiles([...data.files]);
    }
  });

  // Anywhere on the page: a file let go beside the field would take the place of the page.
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    takeFiles([...event.dataTransfer.files]);
  });
}
