// Numbers beside the lines of a field that have something to mend. The field is as tall as its text,
// and a copy of the text, laid out the same and never shown, says where each line is once wrapped.

export class Margin {
  constructor(box) {
    this.field = box.querySelector("textarea");
    this.mirror = document.createElement("div");
    this.mirror.className = "mirror";
    this.mirror.setAttribute("aria-hidden", "true");
    // Everything told here is in the list below the field, which is the one that is read aloud.
    this.gutter = document.createElement("div");
    this.gutter.className = "gutter";
    this.gutter.setAttribute("aria-hidden", "true");
    box.prepend(this.gutter);
    box.append(this.mirror);
    box.classList.add("live");
    this.marks = [];
    this.field.addEventListener("input", () => this.lay());
    new ResizeObserver(() => this.lay()).observe(box);
    this.lay();
  }

  // Say which lines are marked: [{ line, number, grave }], lines from 1.
  show(marks) {
    this.marks = marks;
    this.lay();
  }

  lay() {
    const lines = this.field.value.split("\n");
    this.mirror.replaceChildren(
      ...lines.map((line) => {
        const row = document.createElement("div");
        row.textContent = line || "\u200b";
        return row;
      }),
    );
    this.field.style.height = `${this.mirror.offsetHeight + 40}px`;
    let below = 0;
    const seen = new Map(); // the marks of one line stand side by side
    this.gutter.replaceChildren(
      ...this.marks.map((mark) => {
        const row = this.mirror.children[Math.min(mark.line, lines.length) - 1];
        const place = document.createElement("span");
        const beside = seen.get(mark.line) ?? 0;
        seen.set(mark.line, beside + 1);
        below = beside ? below : row.offsetTop;
        place.className = `mark-at${mark.grave ? " mark-grave" : ""}`;
        place.textContent = mark.number;
        place.style.top = `${below + beside * 22}px`;
        place.addEventListener("click", () => mark.item?.querySelector("button")?.focus());
        return place;
      }),
    );
  }

  // Take the writer to a line, selected.
  goTo(line) {
    const lines = this.field.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    this.mirror.children[Math.min(line, lines.length) - 1].scrollIntoView({ block: "center" });
  }
}
