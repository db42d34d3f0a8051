// What may be written where the cursor is: Ctrl+Space, or as one types. Arrows move, Enter or Tab
// writes what is chosen, Escape closes. Nothing is chosen until one asks: Enter still ends a line.

import { placeAt } from "./tree-places.js";

const MOST = 12;

// `offers` gives, for a place of the text (see placeAt), the keys and the values that may stand
// there: [word, what it means].
export class Completion {
  constructor(area, offers, insert) {
    this.area = area;
    this.offers = offers;
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
    const { keys, values } = this.offers(place.path, value);
    const rows = [
      ...(place.key ? keys : []).map(([word, about]) => ({ word, about, after: ": " })),
      ...(place.value ? values : []).map(([word, about]) => ({ word, about, after: "" })),
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
      // What was just typed has nothing more to say.
      cancelAnimationFrame(this.soon);
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
