// Suggestions under the search box. Nothing is chosen until one moves: Enter searches what is typed.

import { Combobox } from "./combobox.js";

class Suggestions extends Combobox {
  constructor(form) {
    super(form.querySelector("input[type=search]"), {
      name: "propositions",
      label: "Propositions",
      place: (list, said) => form.append(list, said),
      pause: 120,
    });
    this.source = form.dataset.suggest;
  }

  address(typed) {
    return `${this.source}?q=${encodeURIComponent(typed)}`;
  }

  told(count) {
    return count ? `${count} proposition${count > 1 ? "s" : ""}` : "";
  }

  fill(option, row) {
    const title = document.createElement("span");
    title.textContent = row.title;
    option.append(title);
    if (row.words) {
      const words = document.createElement("span");
      words.className = "small";
      words.textContent = `«\u00a0${row.words}\u00a0»`;
      option.append(words);
    }
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = [row.operator, row.ending].filter(Boolean).join(" · ");
    option.append(about);
  }

  take(row) {
    // The page of results one leaves is not the one that led here: it is not named.
    const link = document.createElement("a");
    link.href = row.address;
    link.rel = "noreferrer";
    link.click();
  }

  close() {
    super.close();
    this.said.textContent = "";
  }
}

for (const form of document.querySelectorAll("[data-suggest]")) new Suggestions(form);
