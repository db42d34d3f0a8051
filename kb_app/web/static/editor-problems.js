// What the check found, at its place: numbered beside the lines of the text, under each field, and
// above the form when it is about the whole.

export class Problems {
  constructor(form, box, margin) {
    this.form = form;
    this.body = box.querySelector("textarea");
    this.line = box.dataset.lines; // which line of a problem counts here
    this.margin = margin;
    this.list = form.querySelector(".found-list");
    this.elsewhere = form.querySelector("[data-elsewhere]");
  }

  show(problems) {
    const there = problems.filter((each) => each[this.line]);
    const items = there.map((each, n) => this.item(each, each[this.line], n + 1));
    this.list.replaceChildren(...items);
    this.margin.show(
      there.map((each, n) => ({
        line: each[this.line],
        number: n + 1,
        grave: each.grave,
        item: items[n],
      })),
    );
    this.body.setAttribute("aria-invalid", String(there.some((each) => each.grave)));
    const whole = problems.filter((each) => !each[this.line] && !each.field);
    this.elsewhere?.replaceChildren(...whole.map((each) => this.item(each)));
    countRows(this.form);
    for (const list of this.form.querySelectorAll("[data-field], [data-row]")) {
      this.showFor(list, problems);
    }
  }

  item(problem, line, number) {
    const made = document.createElement("li");
    if (number) made.id = `probleme-${number}`;
    const level = document.createElement("span");
    level.className = `state${problem.grave ? " state-grave" : ""}`;
    level.textContent = problem.level;
    const what = document.createElement("span");
    what.className = "what";
    what.append(problem.message);
    if (line) {
      const go = document.createElement("button");
      go.type = "button";
      go.className = "bare small";
      go.textContent = `ligne ${line}`;
      go.addEventListener("click", () => this.margin.goTo(line));
      what.append(" ", go);
    }
    made.append(level, what);
    return made;
  }

  // Under one field, or under the row of one source.
  showFor(list, problems) {
    const { row, field } = list.dataset;
    const mine = problems.filter(({ field: key }) =>
      row ? key === row || key?.startsWith(`${row}.`) : field.split(" ").includes(key),
    );
    list.replaceChildren(
      ...mine.map((each) => {
        const made = document.createElement("li");
        made.className = each.grave ? "wrong" : "doubt";
        made.textContent = each.message;
        return made;
      }),
    );
    const grave = mine.filter((each) => each.grave);
    for (const control of this.form.querySelectorAll(`[aria-describedby~="${list.id}"]`)) {
      mark(control, row ? grave.filter((each) => each.field === keyIn(row, control)) : grave);
    }
  }
}

// A source is counted as the text will: rows left empty are none.
function countRows(form) {
  let number = 0;
  for (const row of form.querySelectorAll(".row-source")) {
    const filled = [...row.querySelectorAll("input")].some((input) => input.value.trim());
    row.querySelector("[data-row]").dataset.row = `sources.${filled ? ++number : 0}`;
  }
}

const keyIn = (row, control) => `${row}.${control.name.split(".")[1]}`;

// Of boxes that are ticked, only those that do not exist are wrong.
function mark(control, grave) {
  if (!control.matches("input, textarea, [role=radiogroup]")) return;
  const wrong = grave.length > 0 && (!("unknown" in control.dataset) || control.checked);
  control.setAttribute("aria-invalid", String(wrong));
}
