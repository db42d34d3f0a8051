// Sheets found by words: a list under a field, after the ARIA combobox pattern.

const PAUSE = 150; // milliseconds without a key before asking

export class SheetSearch {
  constructor(input, chosen) {
    this.input = input;
    this.chosen = chosen;
    this.rows = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = `${input.id}-fiches`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Fiches");
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    input.after(this.list, this.said);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      autocomplete: "off",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", (event) => {
      // What is looked for is no part of the document.
      event.stopPropagation();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.show([]));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.take([...this.list.children].indexOf(option));
    });
  }

  async ask() {
    const typed = this.input.value.trim();
    const turn = ++this.asked;
    if (typed.length < 2) return this.show([]);
    try {
      const answer = await fetch(`/redaction/choix/fiches?q=${encodeURIComponent(typed)}`, {
        headers: { Accept: "application/json" },
      });
      const rows = answer.ok && !answer.redirected ? await answer.json() : [];
      if (turn !== this.asked || document.activeElement !== this.input) return;
      this.show(rows);
      this.said.textContent = rows.length
        ? `${rows.length} fiche${rows.length > 1 ? "s" : ""}`
        : "Aucune fiche pour ces mots";
    } catch {
      // A poor line: the words stay, another key asks again.
    }
  }

  show(rows) {
    clearTimeout(this.timer);
    this.rows = rows;
    this.list.replaceChildren(
      ...rows.map((row, place) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const about = document.createElement("span");
        about.className = "soft";
        about.textContent = [row.operator, row.code].filter(Boolean).join(" · ");
        option.append(row.title, about);
        return option;
      }),
    );
    this.list.hidden = rows.length === 0;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.choose(rows.length ? 0 : -1);
  }

  choose(place) {
    this.active = place;
    for (const [n, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(n === place));
      if (n === place) option.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
  }

  key(event) {
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) {
      event.preventDefault();
      this.choose((this.active + step + this.rows.length) % this.rows.length);
    } else if (step > 0) {
      event.preventDefault();
      this.ask();
    } else if (event.key === "Enter") {
      // Never the form: one is choosing a sheet, not saving.
      event.preventDefault();
      if (open && this.active >= 0) this.take(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.show([]);
    }
  }

  take(place) {
    const row = this.rows[place];
    this.input.value = "";
    this.show([]);
    this.said.textContent = `${row.title} : choisie`;
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
