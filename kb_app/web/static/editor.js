// The editor: what is typed is judged and drawn beside, without being saved (see autosave.js).

import { Margin } from "./editor-margin.js";
import { askSheet, sheetList } from "./editor-picker.js";
import { Problems } from "./editor-problems.js";
import { takeIn } from "./editor-intake.js";
import { replace, toolbar } from "./toolbar.js";

const PAUSE = 400; // milliseconds without a key before asking
const AGAIN = 5_000; // before asking again when nothing answered

const editor = document.querySelector("[data-editor]");
const form = editor.querySelector("form.write");
const preview = editor.querySelector("[data-preview]");
const box = form.querySelector("[data-margin]");
const body = box.querySelector("textarea");
const margin = new Margin(box);
const problems = new Problems(form, box, margin);

for (const each of form.querySelectorAll("[data-with-script]")) each.hidden = false;

// Judging and drawing

let asked = 0;
let timer;

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  const turn = ++asked;
  try {
    const answer = await fetch(`${editor.dataset.editor}/apercu`, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (answer.status >= 500) throw new Error(answer.status);
    if (turn !== asked || !answer.ok || answer.redirected) return;
    show(await answer.json());
  } catch {
    // Off line: the page stays as it was; what is typed is kept by autosave.js.
    if (turn === asked) timer = setTimeout(ask, AGAIN);
  }
}

form.addEventListener("input", (event) => {
  if (!("unsaved" in event.target.dataset)) later();
});

function show(report) {
  problems.show(report.problems);
  const count = form.querySelector("[data-count]");
  if (count.textContent !== report.count) count.textContent = report.count;
  const meter = form.querySelector("[data-meter]");
  if (meter) meter.textContent = report.meter.join(" · ");
  for (const face of preview?.querySelectorAll("[data-face]") ?? []) {
    const html = report[face.dataset.face];
    const shown = face.querySelector("[data-html]");
    // When the header cannot be read for a while, the last page that could be drawn stays.
    if (html !== null && shown.dataset.last !== html) {
      // Cleaned by the server, as the pages are.
      shown.innerHTML = html;
      shown.dataset.last = "";
    }
  }
}

// What is looked at beside is not where one goes: links open elsewhere.
preview?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  window.open(link.href, "_blank", "noopener");
});

// Two faces, one at a time; on a narrow screen, the form or what it gives

function button(text, act, attributes) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function faces() {
  const bar = preview.querySelector("[data-tabs]");
  const sections = [...preview.querySelectorAll("[data-face]")];
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "Aperçu");
  const tabs = sections.map((section) => {
    const heading = section.querySelector("h2");
    section.id ||= `vue-${section.dataset.face}`;
    section.setAttribute("role", "tabpanel");
    const tab = button(heading.textContent, () => turn(sections.indexOf(section)), {
      role: "tab",
      "aria-controls": section.id,
      id: `onglet-${section.dataset.face}`,
    });
    section.setAttribute("aria-labelledby", tab.id);
    heading.hidden = true;
    return tab;
  });
  function turn(place, focus) {
    for (const [n, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(n === place));
      tab.tabIndex = n === place ? 0 : -1;
      sections[n].hidden = n !== place;
    }
    if (focus) tabs[place].focus();
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) turn((tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length, true);
  });
  bar.append(...tabs);
  bar.hidden = false;
  turn(0);
}

function sides() {
  const bar = document.createElement("div");
  bar.className = "tabs sides-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Montrer");
  const buttons = [
    ["Écrire", "write"],
    ["Aperçu", "seen"],
  ].map(([text, side]) => button(text, () => turn(side), { "data-side": side }));
  function turn(side) {
    editor.dataset.showing = side;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.side === side));
    if (side === "write") margin.lay();
  }
  bar.append(...buttons);
  editor.prepend(bar);
  turn("write");
}

if (preview) {
  faces();
  sides();
}

// Fields that scripts make easier

for (const list of form.querySelectorAll("[data-links]")) sheetList(list);

const bar = form.querySelector("[data-toolbar]");
if (bar) {
  toolbar(bar, body, async (field) => {
    const { selectionStart: from, selectionEnd: to } = field;
    const chosen = field.value.slice(from, to).trim();
    const sheet = await askSheet();
    if (sheet) replace(field, from, to, `[${chosen || sheet.title}](${sheet.path})`);
    else field.focus();
  });
  takeIn(body, bar);
}

const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

// Of a long list, what is chosen shows, and what is looked for: the rest on request.
for (const filter of form.querySelectorAll("[data-filter]")) {
  const input = filter.querySelector("input");
  const said = filter.querySelector("[role=status]");
  const labels = [...filter.parentElement.querySelectorAll(".ticks label")];
  const texts = new Map(labels.map((label) => [label, fold(label.textContent)]));
  let all = false;
  const every = button("Tout montrer", () => sift(!all), { class: "btn btn-outline-primary" });
  function sift(wanted = all) {
    all = wanted;
    every.textContent = all ? "Montrer ce qui est coché" : "Tout montrer";
    const typed = fold(input.value).split(/\s+/).filter(Boolean);
    for (const label of labels) {
      const found = typed.length > 0 && typed.every((word) => texts.get(label).includes(word));
      label.hidden = !(found || (typed.length === 0 && (all || label.control.checked)));
    }
    const shown = labels.filter((label) => !label.hidden).length;
    said.textContent = typed.length ? `${shown} choix` : "";
    filter.parentElement.querySelector(".ticks").hidden = shown === 0;
  }
  filter.append(every);
  filter.hidden = false;
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  input.addEventListener("input", () => sift());
  sift();
}

for (const rows of form.querySelectorAll("[data-rows]")) {
  const add = rows.querySelector("[data-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const all = rows.querySelectorAll(".row-source");
    const last = all[all.length - 1];
    const made = last.cloneNode(true);
    const number = all.length + 1;
    made.setAttribute("aria-label", `Source ${number}`);
    for (const each of made.querySelectorAll("[id], [for]")) {
      for (const name of ["id", "for"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(/source-\d+/, `source-${number}`));
      }
    }
    for (const input of made.querySelectorAll("input")) {
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", `source-${number}-erreurs`);
    }
    made.querySelector("[data-row]").replaceChildren();
    last.after(made);
    made.querySelector("input").focus();
  });
}

later();
