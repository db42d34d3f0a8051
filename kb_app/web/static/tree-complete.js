// What may be written where the cursor is: Ctrl+Space, or as one types. Arrows move, Enter or Tab
// writes what is chosen, Escape closes. Nothing is chosen until one asks: Enter still ends a line.

import { namesIn, placeAt } from "./tree-places.js";

const MOST = 12;
const WAYS = [
  ["contient", "toutes ces réponses"],
  ["contient_un_de", "une au moins de ces réponses"],
  ["contient_aucun_de", "aucune de ces réponses"],
];
const LOGIC = [
  ["pas", "le contraire"],
  ["tous", "toutes ces conditions"],
  ["un_des", "une au moins de ces conditions"],
];
const UNKNOWN = ["ne_sait_pas", "la personne ne sait pas"];

const pairs = (map) => [...map];

// What each key may be given, from what the library knows (`known`) and the text itself (`names`).
const VALUES = {
  va: (known, names) => [...pairs(names.questions), ...pairs(names.issues), ...exits(names)],
  sinon: (known, names) => VALUES.va(known, names),
  ne_sait_pas: (known, names) => [...VALUES.va(known, names), ["interdit", "l’agent doit trancher"]],
  debut: (known, names) => pairs(names.questions),
  reprendre_a: (known, names) => pairs(names.questions),
  transmettre: (known, names) => pairs(names.questions),
  depuis: (known, names) => [["aujourd_hui", "le jour de la visite"], ...pairs(names.questions)],
  si_ca_bloque: (known, names) => pairs(names.issues),
  fiche: (known) => known.sheets,
  fiches: (known) => known.sheets,
  piece: (known) => known.documents,
  pieces: (known) => known.documents,
  file: (known) => known.inboxes,
  operateur: (known) => known.operators,
  sous_arbre: (known) => known.subtrees,
  situations: (known) => known.situations,
  niveau: (known) => known.levels,
  urgence: (known) => known.levels,
  exclusif: () => [["oui", ""]],
  et_appeler: () => [["oui", ""]],
  vide: () => [["permis", "la réponse peut rester vide"]],
};

function exits(names) {
  return pairs(names.sorties ?? new Map()).map(([id]) => [`sortie.${id}`, ""]);
}

function fits(pattern, path) {
  const wanted = pattern === "" ? [] : pattern.split(".");
  return wanted.length === path.length && wanted.every((each, n) => each === "*" || each === path[n]);
}

function keysAt(path, known, names) {
  const condition = path.lastIndexOf("si");
  if (condition >= 0) {
    const inside = path.slice(condition + 1).filter((key) => !["pas", "tous", "un_des"].includes(key));
    if (inside.length) return WAYS;
    return [...pairs(names.questions), ...pairs(names.calculs), ...LOGIC];
  }
  if (path.length === 3 && path[0] === "questions" && path[2] === "sorties") {
    const called = known.subtrees.find(([id]) => id === names.subtree.get(path[1]));
    return (called?.[2] ?? []).map((exit) => [exit, ""]);
  }
  return Object.entries(known.keys)
    .filter(([pattern]) => fits(pattern, path))
    .flatMap(([, keys]) => keys);
}

function valuesAt(path, known, names) {
  const key = path.at(-1);
  const condition = path.lastIndexOf("si");
  const about = path.slice(condition + 1).find((each) => names.questions.has(each));
  if (condition >= 0 && about) {
    return [...(names.options.get(about) ?? ["oui", "non"]).map((id) => [id, ""]), UNKNOWN];
  }
  if (key === "type") return path[0] === "issues" ? known.endings : known.types;
  if (path.length === 4 && path[2] === "sorties") return VALUES.va(known, names);
  return VALUES[key]?.(known, names) ?? [];
}

export class Completion {
  constructor(area, known, insert) {
    this.area = area;
    this.known = known;
    this.insert = insert;
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.id = `${area.id}-propositions`;
    this.list.className = "completing";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Propositions");
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    area.parentElement.append(this.list, this.said);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.addEventListener("input", (event) => this.typed(event));
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => this.close());
    area.addEventListener("click", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.take([...this.list.children].indexOf(option));
    });
  }

  typed(event) {
    const writing = event.inputType === "insertText" || event.inputType === "deleteContentBackward";
    cancelAnimationFrame(this.soon);
    if (writing && !this.writing) this.soon = requestAnimationFrame(() => this.open(1));
    else this.close();
  }

  // Open with the words that go on from what is begun, once it has that many letters.
  open(least) {
    const { value, selectionStart: cursor, selectionEnd: end } = this.area;
    const place = cursor === end ? placeAt(value, cursor) : null;
    if (!place || place.word.length < least) return this.close();
    const names = namesIn(value);
    const keys = place.key ? keysAt(place.path, this.known, names) : [];
    const values = place.value ? valuesAt(place.path, this.known, names) : [];
    const rows = [
      ...keys.map(([word, about]) => ({ word, about, after: ": " })),
      ...values.map(([word, about]) => ({ word, about, after: "" })),
    ].filter(({ word }) => word !== place.word && matches(word, place.word));
    rows.sort((a, b) => b.word.startsWith(place.word) - a.word.startsWith(place.word));
    this.show(rows.slice(0, MOST), place.word, rows.length);
  }

  show(rows, begun, count) {
    this.rows = rows;
    this.begun = begun;
    this.list.replaceChildren(...rows.map((row, place) => this.option(row, place)));
    this.list.hidden = rows.length === 0;
    this.choose(-1);
    this.said.textContent = rows.length ? `${count} proposition${count > 1 ? "s" : ""}` : "";
    if (rows.length) this.set();
  }

  option({ word, about }, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const named = document.createElement("span");
    named.className = "word";
    named.textContent = word;
    option.append(named);
    if (about) {
      const said = document.createElement("span");
      said.className = "about";
      said.textContent = about;
      option.append(said);
    }
    return option;
  }

  // Below the line that is written, where the word begins.
  set() {
    const { area, list } = this;
    const before = area.value.slice(0, area.selectionStart);
    const line = before.split("\n").length - 1;
    const column = before.length - before.lastIndexOf("\n") - 1 - this.begun.length;
    const row = area.parentElement.querySelector(".mirror")?.children[line];
    const style = getComputedStyle(area);
    const letter = parseFloat(style.fontSize) * 0.602;
    const left = area.offsetLeft + parseFloat(style.paddingLeft) + column * letter - area.scrollLeft;
    const widest = area.parentElement.clientWidth - list.offsetWidth;
    list.style.top = `${area.offsetTop + (row ? row.offsetTop + row.offsetHeight : 0) + 4}px`;
    list.style.left = `${Math.max(0, Math.min(left, widest))}px`;
  }

  choose(place) {
    this.active = place;
    for (const [n, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(n === place));
    }
    const option = this.list.children[place];
    if (option) {
      this.area.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.area.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.ctrlKey && event.code === "Space") {
      event.preventDefault();
      this.open(0);
      if (!this.list.hidden) this.choose(0);
    } else if (step && open) {
      event.preventDefault();
      const places = this.rows.length + 1;
      this.choose(((this.active + 1 + step + places) % places) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && open && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    } else if (event.key.startsWith("Arrow")) this.close();
  }

  take(place) {
    const { word, after } = this.rows[place];
    const end = this.area.selectionStart;
    this.area.setSelectionRange(end - this.begun.length, end);
    this.writing = true;
    this.insert(this.area, word + after);
    this.writing = false;
    this.close();
  }

  close() {
    if (!this.list.hidden) this.show([], "", 0);
  }
}

function matches(word, begun) {
  return word.startsWith(begun) || (begun.length > 2 && word.includes(begun));
}
