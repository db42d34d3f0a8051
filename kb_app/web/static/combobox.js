// Suggestions under the search box, after the ARIA combobox pattern (list, manual selection).
// Arrows move, Enter opens what is chosen or searches what is typed, Escape closes.

const PAUSE = 120; // milliseconds without a key before asking

class Suggestions {
  constructor(form) {
    this.input = form.querySelector("input[type=search]");
    this.source = form.dataset.suggest;
    this.rows = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = `${this.input.id}-propositions`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Propositions");
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    form.append(this.list, this.said);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // Pressing on the list must not take the focus away before the click is heard.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.go([...this.list.children].indexOf(option));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const typed = this.input.value.trim();
    const turn = ++this.asked;
    this.pending?.abort();
    if (typed.length < 2) return this.close();
    this.pending = new AbortController();
    try {
      const answer = await fetch(`${this.source}?q=${encodeURIComponent(typed)}`, {
        signal: this.pending.signal,
        headers: { Accept: "application/json" },
      });
      const rows = answer.ok && !answer.redirected ? await answer.json() : [];
      // An older answer never replaces a newer one.
      if (turn === this.asked && document.activeElement === this.input) this.show(rows);
    } catch {
      // A poor line only costs the suggestions: searching still works.
    }
  }

  show(rows) {
    this.rows = rows;
    this.list.replaceChildren(...rows.map((row, place) => this.option(row, place)));
    this.choose(-1);
    this.list.hidden = rows.length === 0;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.said.textContent = rows.length
      ? `${rows.length} proposition${rows.length > 1 ? "s" : ""}`
      : "";
  }

  option(row, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const title = document.createElement("span");
    title.textContent = row.title;
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = [row.operator, row.ending].filter(Boolean).join(" · ");
    option.append(title);
    if (row.words) {
      const words = document.createElement("span");
      words.className = "small";
      words.textContent = `«\u00a0${row.words}\u00a0»`;
      option.append(words);
    }
    option.append(about);
    return option;
  }

  choose(place) {
    this.active = place;
    for (const [n, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(n === place));
    }
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
  }

  key(event) {
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) {
      event.preventDefault();
      // One more place than options: nothing chosen, back to what was typed.
      const places = this.rows.length + 1;
      this.choose(((this.active + 1 + step + places) % places) - 1);
    } else if (step > 0) {
      event.preventDefault();
      this.ask();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.go(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }

  go(place) {
    // The page of results one leaves is not the one that led here: it is not named.
    const link = document.createElement("a");
    link.href = this.rows[place].address;
    link.rel = "noreferrer";
    link.click();
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.show([]);
  }
}

for (const form of document.querySelectorAll("[data-suggest]")) new Suggestions(form);
