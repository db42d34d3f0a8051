// A field whose words are looked up: a list of rows under it, after the ARIA combobox pattern (list).
// Arrows move, Enter takes the row chosen, Escape closes. Who extends it gives `address(typed)` to
// ask, `fill(option, row)`, `told(count)` for the status, and `take(row)`.

export class Combobox {
  // `name` ends the id of the list, `label` is what it is called, `place` puts it in the page;
  // `eager`: the first row is chosen at once, and Enter is never the form's.
  constructor(input, { name, label, place, pause, eager = false }) {
    this.input = input;
    this.pause = pause; // milliseconds without a key before asking
    this.eager = eager;
    this.rows = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = `${input.id}-${name}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    place(this.list, this.said);
    for (const [attribute, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      autocomplete: "off",
    })) {
      input.setAttribute(attribute, value);
    }
    input.addEventListener("input", (event) => this.typed(event));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Pressing on the list must not take the focus away before the click is heard.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.take(this.rows[[...this.list.children].indexOf(option)]);
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.pause);
  }

  async ask() {
    const typed = this.input.value.trim();
    const turn = ++this.asked;
    this.pending?.abort();
    if (typed.length < 2) return this.close();
    this.pending = new AbortController();
    try {
      const answer = await fetch(this.address(typed), {
        signal: this.pending.signal,
        headers: { Accept: "application/json" },
      });
      const rows = answer.ok && !answer.redirected ? await answer.json() : [];
      // An older answer never replaces a newer one.
      if (turn !== this.asked || document.activeElement !== this.input) return;
      this.show(rows);
      this.said.textContent = this.told(rows.length);
    } catch {
      // A poor line only costs the list: the words stay, another key asks again.
    }
  }

  show(rows) {
    this.rows = rows;
    this.list.replaceChildren(...rows.map((row, place) => this.option(row, place)));
    this.list.hidden = rows.length === 0;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.choose(this.eager && rows.length ? 0 : -1);
  }

  option(row, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    this.fill(option, row);
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
      this.choose(this.beside(step));
    } else if (step > 0) {
      event.preventDefault();
      this.ask();
    } else if (event.key === "Enter") {
      const chosen = open && this.active >= 0;
      if (chosen || this.eager) event.preventDefault();
      if (chosen) this.take(this.rows[this.active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      if (this.eager) event.stopPropagation();
      this.close();
    }
  }

  // Unless one row is always chosen, there is one place more: back to what was typed.
  beside(step) {
    const none = this.eager ? 0 : 1;
    const places = this.rows.length + none;
    return ((this.active + none + step + places) % places) - none;
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.show([]);
  }
}
