// The editor of a tree: what is typed is judged, drawn, played and compared beside, unsaved.

import { Margin } from "./editor-margin.js";
import { casesOffers } from "./cases-offers.js";
import { Completion } from "./tree-complete.js";
import { treeOffers } from "./tree-offers.js";

const PAUSE = 400; // milliseconds without a key before asking
const LATER = 1200; // before asking for what takes longer

const editor = document.querySelector("[data-tree-editor]");
const address = editor.dataset.treeEditor;
const form = editor.querySelector("form.write");
const preview = editor.querySelector("[data-preview]");
const fields = [...form.querySelectorAll("[data-text]")].map((section) => field(section));

function field(section) {
  const box = section.querySelector("[data-margin]");
  return {
    section,
    area: box.querySelector("textarea"),
    margin: numbered(new Margin(box)),
    list: section.querySelector(".found-list"),
    count: section.querySelector("[data-count]"),
  };
}

// Numbers of lines, beside the marks of what is to be mended. Laid out once a frame: a text that is
// put in at once is heard line by line.
function numbered(margin) {
  const lay = margin.lay.bind(margin);
  let numbers = [];
  let waiting = false;
  margin.lay = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      lay();
      const rows = margin.mirror.children;
      if (numbers.length !== rows.length || margin.high !== margin.mirror.offsetHeight) {
        margin.high = margin.mirror.offsetHeight;
        numbers = [...rows].map((row, n) => numberAt(n + 1, row.offsetTop));
      }
      margin.gutter.prepend(...numbers);
    });
  };
  margin.lay();
  return margin;
}

function numberAt(line, top) {
  const number = document.createElement("span");
  number.className = "line-number";
  number.textContent = line;
  number.style.top = `${top}px`;
  return number;
}

// Asking

let asked = 0;
let timer;
let slow;

function later() {
  clearTimeout(timer);
  clearTimeout(slow);
  timer = setTimeout(() => ask("", show), PAUSE);
  slow = setTimeout(() => ask("suite", compared), LATER);
}

async function ask(part, show) {
  const turn = asked;
  const body = new FormData(form);
  if (part) body.set("partie", part);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(`${address}/arbre`, { method: "POST", body, headers });
    // What was typed meanwhile is asked about again: an older answer is left.
    if (turn === asked && answer.ok && !answer.redirected) show(await answer.json());
  } catch {
    // Off line: the page stays as it was; what is typed is kept by autosave.js.
  }
}

form.addEventListener("input", (event) => {
  if ("unsaved" in event.target.dataset) return;
  asked += 1;
  later();
});

// Showing

function words(problem, margin) {
  const level = document.createElement("span");
  level.className = `state${problem.grave ? " state-grave" : ""}`;
  level.textContent = problem.level;
  const what = document.createElement("span");
  what.className = "what";
  const go = document.createElement("button");
  go.type = "button";
  go.className = "bare small";
  go.textContent = `ligne ${problem.line}`;
  go.addEventListener("click", () => margin.goTo(problem.line));
  what.append(problem.message, " ", go);
  return [level, what];
}

function lay({ area, margin, list, count }, problems, said) {
  const items = problems.map((problem) => {
    const item = document.createElement("li");
    item.append(...words(problem, margin));
    return item;
  });
  list.replaceChildren(...items);
  margin.show(
    problems.map((each, n) => ({
      line: each.line,
      number: n + 1,
      grave: each.grave,
      item: items[n],
    })),
  );
  area.setAttribute("aria-invalid", String(problems.some((each) => each.grave)));
  if (count.textContent !== said) count.textContent = said;
}

function put(face, html, name = "") {
  const shown = preview.querySelector(`[data-face="${face}"] [data-html="${name}"]`);
  shown.classList.toggle("waiting-face", html === null);
  if (html === null || shown.dataset.last === html) return;
  const open = [...shown.querySelectorAll("details[open] > summary")].map((s) => s.textContent);
  // Written by the server's templates, as the pages are.
  shown.innerHTML = html;
  shown.dataset.last = html;
  for (const summary of shown.querySelectorAll("details > summary")) {
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
  }
}

function show(seen) {
  lay(fields[0], seen.problems, seen.count);
  if (fields[1]) lay(fields[1], seen.cases_problems, seen.cases_count);
  put("dessin", seen.dessin);
  put("cas", seen.cas);
}

function compared(found) {
  put("changements", found.changements);
  put("cas", found.propositions, "propositions");
  adding();
}

// A proposed case is added to the text of the cases with one gesture.
function adding() {
  const cases = fields[1];
  if (!cases) return;
  for (const proposed of preview.querySelectorAll("[data-proposed]")) {
    if (proposed.nextElementSibling) continue;
    const add = document.createElement("button");
    add.type = "button";
    add.className = "btn btn-outline-primary btn-sm mt-2";
    add.textContent = "Ajouter aux cas";
    add.addEventListener("click", () => {
      const { area } = cases;
      area.focus();
      const end = area.value.length;
      area.setSelectionRange(end, end);
      const start = area.value.endsWith("\n") ? "" : "\n";
      insert(area, `${start}${proposed.textContent.trimEnd()}\n`);
      add.closest("li").remove();
    });
    proposed.after(add);
  }
}

// Through the browser, so that undoing gives back what was there.
function insert(area, text) {
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

// Tabs: one text at a time, one thing beside at a time

function tabs(bar, sections, name, label) {
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", label);
  const made = sections.map(({ section, title, id }, place) => {
    section.id ||= `${name}-${id}`;
    section.setAttribute("role", "tabpanel");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `onglet-${id}`;
    tab.textContent = title;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", section.id);
    tab.addEventListener("click", () => turn(place));
    section.removeAttribute("aria-label");
    section.setAttribute("aria-labelledby", tab.id);
    return tab;
  });
  function turn(place, focus) {
    for (const [n, tab] of made.entries()) {
      tab.setAttribute("aria-selected", String(n === place));
      tab.tabIndex = n === place ? 0 : -1;
      sections[n].section.hidden = n !== place;
    }
    if (focus) made[place].focus();
    for (const each of fields) each.margin.lay();
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = made.indexOf(document.activeElement);
    if (step) turn((here + step + made.length) % made.length, true);
  });
  bar.append(...made);
  bar.hidden = false;
  turn(0);
  return turn;
}

if (fields.length > 1) {
  const sections = fields.map(({ section, area }) => {
    const label = section.querySelector("label");
    label.classList.add("visually-hidden");
    return { section, title: label.textContent, id: area.id };
  });
  tabs(form.querySelector("[data-texts]"), sections, "texte", "Textes");
}

const faces = [...preview.querySelectorAll("[data-face]")].map((section) => {
  const heading = section.querySelector("h2");
  heading.hidden = true;
  return { section, title: heading.textContent, id: section.dataset.face };
});
tabs(preview.querySelector("[data-tabs]"), faces, "vue", "Ce que l’arbre donne");

// On a narrow screen, the texts or what they give

const bar = document.createElement("div");
bar.className = "tabs sides-bar";
bar.setAttribute("role", "group");
bar.setAttribute("aria-label", "Montrer");
const sides = [
  ["Écrire", "write"],
  ["Aperçu", "seen"],
].map(([text, side]) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.dataset.side = side;
  button.addEventListener("click", () => turnTo(side));
  return button;
});

function turnTo(side) {
  editor.dataset.showing = side;
  for (const each of sides) each.setAttribute("aria-pressed", String(each.dataset.side === side));
  if (side === "write") for (const each of fields) each.margin.lay();
}

bar.append(...sides);
editor.prepend(bar);
turnTo("write");

// Completion: the words of the library come once, those of the tree are read as they are typed.

function complete(known) {
  const [tree, cases] = fields.map((each) => each.area);
  new Completion(tree, treeOffers(known), insert);
  if (cases) new Completion(cases, casesOffers(known, () => tree.value), insert);
}

fetch(`${address}/arbre/mots`, { headers: { Accept: "application/json" } })
  .then((answer) => (answer.ok && !answer.redirected ? answer.json() : null))
  .then((known) => known && complete(known))
  .catch(() => {}); // Completion is a help: one can write without it.

later();
