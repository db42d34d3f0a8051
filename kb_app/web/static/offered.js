// What was typed and never saved, offered on opening its draft: seen first, then taken or not.

import { KEPT_DAYS, forget } from "./unsaved.js";

const WHEN = new Intl.DateTimeFormat("fr-FR", {
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
});

// Offer the records of `keeper`'s draft, newest first, one after the other.
export function offer(keeper, [record, ...others]) {
  const box = document.createElement("section");
  box.className = "notice offered";
  box.setAttribute("aria-label", "Texte non enregistré");
  const inner = document.createElement("div");
  const next = () => {
    box.remove();
    if (others.length) offer(keeper, others);
    else keeper.form.querySelector("textarea, input:not([type=hidden])")?.focus();
  };
  const trouble = element("p", "");
  trouble.setAttribute("role", "alert");
  const take = pressed("Reprendre ce qui n’a pas été enregistré", "btn btn-primary", () =>
    resume(keeper, record, trouble),
  );
  const drop = pressed("L’oublier", "btn btn-outline-primary", () => {
    forget(record.key);
    next();
  });
  inner.append(
    element("p", `Un texte écrit ici le ${WHEN.format(record.at)} n’a pas été enregistré.`, "title"),
    difference(keeper, record),
    row(take, drop),
    trouble,
    element(
      "p",
      `Il est gardé dans ce navigateur seulement, ${KEPT_DAYS} jours au plus. Sur un ordinateur ` +
        "partagé, reprenez-le ou oubliez-le avant de partir.",
      "soft small",
    ),
  );
  box.append(inner);
  keeper.place.before(box);
}

// Save it over the text it was written on: had someone saved another since, both are compared.
async function resume(keeper, record, trouble) {
  if (!(await keeper.flush())) {
    trouble.textContent = "Ce que vous venez d’écrire n’est pas encore enregistré : réessayez ensuite.";
    return;
  }
  try {
    let answer = await keeper.post(record.fields, record.revision);
    if (answer.status === 400 && (await keeper.renewed())) {
      answer = await keeper.post(record.fields, record.revision);
    }
    const said = await answer.json();
    if (answer.ok) {
      forget(record.key);
      location.reload();
    } else if (said.conflict) {
      forget(record.key);
      keeper.compare(record.fields, record.revision);
    } else if (answer.status === 401) keeper.over();
    else trouble.textContent = said.message;
  } catch {
    trouble.textContent = "Hors connexion : réessayez dans un instant, le texte reste ici.";
  }
}

function difference(keeper, record) {
  const now = grouped(JSON.parse(keeper.saved ?? keeper.snapshot()));
  const then = grouped(JSON.parse(record.fields));
  const details = document.createElement("details");
  details.append(element("summary", "Voir ce qui diffère"));
  for (const name of new Set([...then.keys(), ...now.keys()])) {
    const [old, typed] = [now.get(name) ?? "", then.get(name) ?? ""];
    if (old === typed) continue;
    const [saved, unsaved] = around(old.split("\n"), typed.split("\n"));
    details.append(
      element("h3", label(keeper.form, name)),
      side("Enregistré", saved),
      side("Non enregistré", unsaved),
    );
  }
  return details;
}

// Leave out the lines that both begin and end with.
function around(one, other) {
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  let end = 0;
  while (
    end < Math.min(one.length, other.length) - start &&
    one.at(-1 - end) === other.at(-1 - end)
  ) {
    end++;
  }
  return [one, other].map((lines) => lines.slice(start, lines.length - end).join("\n"));
}

function grouped(pairs) {
  const found = new Map();
  for (const [name, value] of pairs) {
    found.set(name, found.has(name) ? `${found.get(name)}\n${value}` : value);
  }
  return found;
}

function label(form, name) {
  const fields = form.elements.namedItem(name);
  const field = fields instanceof RadioNodeList ? fields[0] : fields;
  const group = field?.closest("fieldset")?.querySelector("legend");
  const words = fields instanceof RadioNodeList ? group : field?.labels?.[0];
  return words?.textContent.trim() || name;
}

function side(words, text) {
  const box = document.createElement("div");
  const pre = element("pre", text || "rien");
  box.append(element("p", words, "soft small"), pre);
  return box;
}

function row(...children) {
  const box = element("p", "", "row-form");
  box.append(...children);
  return box;
}

function pressed(words, look, action) {
  const button = element("button", words, look);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

function element(tag, words, look = "") {
  return Object.assign(document.createElement(tag), { textContent: words, className: look });
}
