// Sheets found by words, to be chosen: one at a time, or added to a list.

import { Combobox } from "./combobox.js";

class SheetSearch extends Combobox {
  constructor(input, chosen) {
    super(input, {
      name: "fiches",
      label: "Fiches",
      place: (list, said) => input.after(list, said),
      pause: 150,
      eager: true,
    });
    this.chosen = chosen;
  }

  typed(event) {
    // What is looked for is no part of the document.
    event.stopPropagation();
    super.typed();
  }

  address(typed) {
    return `/redaction/choix/fiches?q=${encodeURIComponent(typed)}`;
  }

  told(count) {
    return count ? `${count} fiche${count > 1 ? "s" : ""}` : "Aucune fiche pour ces mots";
  }

  fill(option, row) {
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = [row.operator, row.code].filter(Boolean).join(" · ");
    option.append(row.title, about);
  }

  choose(place) {
    super.choose(place);
    this.list.children[place]?.scrollIntoView({ block: "nearest" });
  }

  take(row) {
    this.input.value = "";
    this.close();
    this.said.textContent = `${row.title}\u00a0: choisie`;
    this.chosen(row);
  }
}

// A field of paths, one a line, as a list of sheets one adds to by searching.
export function sheetList(box) {
  const area = box.querySelector("textarea");
  const list = box.querySelector("ul");
  const label = box.querySelector("label");
  const titles = new Map([...list.children].map((item) => [item.dataset.path, item.textContent]));
  const input = document.createElement("input");
  input.id = `${area.id}-chercher`;
  input.className = "form-control";
  input.type = "search";
  input.dataset.unsaved = "";
  input.placeholder = "Chercher une fiche par ses mots";
  input.setAttribute("aria-describedby", `${area.id}-erreurs`);
  const searched = document.createElement("div");
  searched.className = "pick";
  searched.append(input);
  area.after(searched);
  area.hidden = true;
  label.htmlFor = input.id;
  box.querySelector(`[id="${area.id}-aide"]`)?.remove();
  list.classList.add("chosen");

  const paths = () => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  function draw() {
    list.hidden = paths().length === 0;
    list.replaceChildren(
      ...paths().map((path) => {
        const item = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "bare";
        remove.textContent = "Retirer";
        remove.setAttribute("aria-label", `Retirer ${titles.get(path) ?? path}`);
        remove.addEventListener("click", () => {
          set(paths().filter((each) => each !== path));
          input.focus();
        });
        item.append(`${titles.get(path) ?? path} `, remove);
        return item;
      }),
    );
  }
  function set(wanted) {
    area.value = wanted.join("\n");
    draw();
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  new SheetSearch(input, (row) => {
    titles.set(row.path, row.title);
    if (!paths().includes(row.path)) set([...paths(), row.path]);
  });
  draw();
}

// Ask for one sheet in a box over the page; the answer is null when it is closed.
export function askSheet() {
  return new Promise((answer) => {
    const dialog = document.createElement("dialog");
    dialog.className = "asking-sheet box";
    dialog.setAttribute("aria-labelledby", "chercher-fiche-titre");
    const title = document.createElement("h2");
    title.id = "chercher-fiche-titre";
    title.textContent = "Lien vers une fiche";
    const label = document.createElement("label");
    label.className = "form-label";
    label.htmlFor = "chercher-fiche";
    label.textContent = "Ses mots, son titre ou son code";
    const input = document.createElement("input");
    input.id = "chercher-fiche";
    input.className = "form-control";
    const field = document.createElement("div");
    field.className = "pick";
    field.append(input);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-outline-primary mt-3";
    close.textContent = "Fermer";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, label, field, close);
    document.body.append(dialog);
    let row = null;
    new SheetSearch(input, (chosen) => {
      row = chosen;
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(row);
    });
    dialog.showModal();
    input.focus();
  });
}
