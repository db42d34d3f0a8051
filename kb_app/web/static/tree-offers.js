// What may be written at each place of a tree: the keys of the format, and the ids they may name.

import { namesIn } from "./tree-places.js";

const WAYS = [
  ["contient", "toutes ces réponses"],
  ["contient_un_de", "une au moins de ces réponses"],
  ["contient_aucun_de", "aucune de ces réponses"],
];
const LOGIC = [
  ["pas", "le contraire"],
  ["tous", "toutes ces conditions"],
  ["un_des", "une au moins de ces conditions"],
];
const UNKNOWN = ["ne_sait_pas", "la personne ne sait pas"];

const pairs = (map) => [...map];

// What each key may be given, from what the library knows (`known`) and the text itself (`names`).
const VALUES = {
  va: (known, names) => [...pairs(names.questions), ...pairs(names.issues), ...exits(names)],
  sinon: (known, names) => VALUES.va(known, names),
  ne_sait_pas: (known, names) => [...VALUES.va(known, names), ["interdit", "l’agent doit trancher"]],
  debut: (known, names) => pairs(names.questions),
  reprendre_a: (known, names) => pairs(names.questions),
  transmettre: (known, names) => pairs(names.questions),
  depuis: (known, names) => [["aujourd_hui", "le jour de la visite"], ...pairs(names.questions)],
  si_ca_bloque: (known, names) => pairs(names.issues),
  fiche: (known) => known.sheets,
  fiches: (known) => known.sheets,
  piece: (known) => known.documents,
  pieces: (known) => known.documents,
  file: (known) => known.inboxes,
  operateur: (known) => known.operators,
  sous_arbre: (known) => known.subtrees,
  situations: (known) => known.situations,
  niveau: (known) => known.levels,
  urgence: (known) => known.levels,
  exclusif: () => [["oui", ""]],
  et_appeler: () => [["oui", ""]],
  vide: () => [["permis", "la réponse peut rester vide"]],
};

function exits(names) {
  return pairs(names.sorties ?? new Map()).map(([id]) => [`sortie.${id}`, ""]);
}

function fits(pattern, path) {
  const wanted = pattern === "" ? [] : pattern.split(".");
  return wanted.length === path.length && wanted.every((each, n) => each === "*" || each === path[n]);
}

function keysAt(path, known, names) {
  const condition = path.lastIndexOf("si");
  if (condition >= 0) {
    const inside = path.slice(condition + 1).filter((key) => !["pas", "tous", "un_des"].includes(key));
    if (inside.length) return WAYS;
    return [...pairs(names.questions), ...pairs(names.calculs), ...LOGIC];
  }
  if (path.length === 3 && path[0] === "questions" && path[2] === "sorties") {
    const called = known.subtrees.find(([id]) => id === names.subtree.get(path[1]));
    return (called?.[2] ?? []).map((exit) => [exit, ""]);
  }
  return Object.entries(known.keys)
    .filter(([pattern]) => fits(pattern, path))
    .flatMap(([, keys]) => keys);
}

function valuesAt(path, known, names) {
  const key = path.at(-1);
  const condition = path.lastIndexOf("si");
  const about = path.slice(condition + 1).find((each) => names.questions.has(each));
  if (condition >= 0 && about) {
    return [...(names.options.get(about) ?? ["oui", "non"]).map((id) => [id, ""]), UNKNOWN];
  }
  if (key === "type") return path[0] === "issues" ? known.endings : known.types;
  if (path.length === 4 && path[2] === "sorties") return VALUES.va(known, names);
  return VALUES[key]?.(known, names) ?? [];
}

export const treeOffers = (known) => (path, text) => {
  const names = namesIn(text);
  return { keys: keysAt(path, known, names), values: valuesAt(path, known, names) };
};
