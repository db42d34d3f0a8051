// What the page of a draft says while it saves itself, and where.

export const SAID = {
  offline: "Hors connexion : gardé dans ce navigateur.",
  full: "Le serveur ne peut pas enregistrer pour l’instant : gardé dans ce navigateur.",
  unkept: "Rien n’est enregistré, et ce navigateur refuse de garder le texte : laissez cette page ouverte.",
  over: "Session terminée : reconnectez-vous, rien n’est perdu.",
  other: "Une autre personne est connectée dans ce navigateur : ce texte reste le vôtre, reconnectez-vous pour l’enregistrer.",
  conflict: "Quelqu’un a enregistré ce brouillon :",
  unchanged: "Rien n’a changé depuis le dernier enregistrement.",
  tabs: "Ce brouillon est aussi ouvert dans un autre onglet : écrivez dans un seul.",
};

export function stateOf(form) {
  const state =
    form.querySelector("[data-autosave-state]") ?? document.querySelector("[data-autosave-state]");
  if (state) return state;
  const made = document.createElement("p");
  made.setAttribute("role", "status");
  form.prepend(made);
  return made;
}

// Say something of the whole draft, once.
export function note(place, words) {
  if (place.parentNode.querySelector(".tabs-note")) return;
  const p = document.createElement("p");
  p.className = "notice tabs-note";
  p.setAttribute("role", "status");
  place.before(p);
  setTimeout(() => (p.textContent = words));
}

export function link(words, address) {
  const a = document.createElement("a");
  return Object.assign(a, { href: address, target: "_blank", rel: "noopener", textContent: words });
}

export function button(words, action) {
  const b = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  b.className = "bare";
  b.addEventListener("click", action);
  return b;
}
