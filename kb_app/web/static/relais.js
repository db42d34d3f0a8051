// What pages do better with JavaScript: none of it is needed to read or to search.

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

// "/" goes to the search box, unless one is already writing somewhere.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  const box = document.getElementById("q");
  const wanted = localStorage.getItem("touches") !== "non"; // see keys.js
  if (event.key === "/" && wanted && box && !writing && !modified) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// Copy a reference: its words, then its address.
async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  // Browsers lend the clipboard to https only; a house's own network often has none.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("refused");
}

// What a button copies: a reference, or the text of a field, first checked by the server when
// some of it may never leave the house.
async function wanted(button) {
  const { copy, copyAddress, copyFrom, check } = button.dataset;
  if (!copyFrom) return { text: `${copy}\n${new URL(copyAddress, location.href).href}`, hidden: [] };
  const field = document.getElementById(copyFrom);
  if (!check) return { text: field.value, hidden: [] };
  const headers = { Accept: "application/json" };
  const answer = await fetch(check, { method: "POST", body: new FormData(field.form), headers });
  if (!answer.ok) throw new Error(answer.status);
  const checked = await answer.json();
  field.value = checked.text;
  return checked;
}

for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) {
  const label = button.querySelector("span");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const { text, hidden } = await wanted(button);
      await copy(text);
      label.textContent = hidden.length ? `Copié, masqué : ${hidden.join(", ")}` : "Copié";
    } catch {
      label.textContent = "Copie refusée par le navigateur";
    }
    status.textContent = label.textContent;
    button.focus();
    setTimeout(() => {
      label.textContent = words;
      status.textContent = "";
    }, 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Demonstration accounts fill the form; signing in stays one's own gesture.
for (const button of document.querySelectorAll("[data-fill-login]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById("login").value = button.dataset.fillLogin;
    const password = document.getElementById("password");
    password.value = button.dataset.fillPassword;
    password.form.querySelector("button").focus();
  });
}

// Filters apply as soon as they are ticked; the page that follows puts the focus back.
for (const form of document.querySelectorAll("[data-instant]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", (event) => {
    sessionStorage.setItem("ticked", `${event.target.name}=${event.target.value}`);
    form.requestSubmit();
  });
  const [name, value] = (sessionStorage.getItem("ticked") ?? "").split("=");
  sessionStorage.removeItem("ticked");
  for (const box of form.elements) {
    if (name && box.name === name && box.value === value) {
      box.closest("details").open = true;
      box.focus({ preventScroll: true });
    }
  }
}
