// The text that results from the choices, as they are made: none of it is needed to choose.

const form = document.querySelector("[data-merging]");
const result = form.querySelector("[data-result]");
const left = form.querySelector("[data-left]");
const SOON = 300; // milliseconds after the last gesture

let timer;
let asked = 0;

async function preview() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "apercu");
  // A button of the form is called action: the form's own is only in its attribute.
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  // A slow answer never takes the place of a later one.
  if (!answer.ok || mine !== asked) return;
  const told = await answer.json();
  result.textContent = told.text;
  if (left.textContent !== told.words) left.textContent = told.words;
}

// One who writes a passage has chosen to.
function open(fieldset) {
  const writing = fieldset.querySelector(".writing");
  if (writing) writing.hidden = !fieldset.querySelector("[value=write]").checked;
}

for (const fieldset of form.querySelectorAll("fieldset")) open(fieldset);
form.querySelector("[data-preview]").hidden = true;
form.addEventListener("input", (event) => {
  const fieldset = event.target.closest("fieldset");
  if (fieldset) open(fieldset);
  clearTimeout(timer);
  timer = setTimeout(() => preview().catch(() => {}), SOON);
});
