// What may be written at each place of a tree's cases: the keys of the format, and the questions,
// answers and outcomes of the tree as it is written now.

import { namesIn } from "./tree-places.js";

const DEEPEST = 4; // sub-trees within sub-trees
const UNKNOWN = ["ne_sait_pas", "la personne ne sait pas"];
const NONE = ["aucune", "il n’y en a pas"];

const VALUES = {
  arbre: (known) => [[known.cases.tree, ""]],
  sinon: () => [UNKNOWN],
  issue: (known, names) => [...names.issues],
  type: (known) => known.endings,
  urgence: (known) => known.cases.urgencies,
  echeance: () => [NONE],
  pieces: (known) => known.documents,
  sans_pieces: (known) => known.documents,
  fiches: (known) => known.sheets,
  sans_fiches: (known) => known.sheets,
  passe_par: (known, names, asked) => [...calls(names), ...saying(asked)],
  ne_passe_pas_par: (known, names, asked) => VALUES.passe_par(known, names, asked),
};

const calls = (names) => [...names.subtree].map(([id, called]) => [id, called]);
const saying = (asked) => [...asked].map(([id, { said }]) => [id, said]);

// Each question one may be asked, with its words and its answers: those of a sub-tree follow the id
// of its call, `compte.a_un_compte`.
function questionsOf(known, names) {
  const asked = new Map();
  for (const [id, said] of names.questions) {
    if (names.subtree.has(id)) within(known, asked, names.subtree.get(id), `${id}.`, DEEPEST);
    else asked.set(id, { said, answers: answersOf(known, names, id) });
  }
  return asked;
}

function answersOf(known, names, id) {
  return names.options.get(id) ?? known.answers[names.types.get(id)] ?? [];
}

function within(known, asked, subtree, before, deep) {
  const called = known.subtrees.find(([id]) => id === subtree);
  for (const [id, question] of Object.entries(called?.[3] ?? {})) {
    if (!question.subtree) asked.set(before + id, question);
    else if (deep) within(known, asked, question.subtree, `${before}${id}.`, deep - 1);
  }
}

// `tree` gives the text of the tree.
export const casesOffers = (known, tree) => (path) => {
  const names = namesIn(tree());
  const asked = questionsOf(known, names);
  const [place, above] = [path.join("."), path.slice(0, -1).join(".")];
  const answered = known.cases.answered.includes(place);
  const keys = [...(answered ? saying(asked) : []), ...(known.cases.keys[place] ?? [])];
  const question = known.cases.answered.includes(above) && asked.get(path.at(-1));
  const values = question
    ? [...question.answers.map((id) => [id, ""]), UNKNOWN]
    : (VALUES[path.at(-1)]?.(known, names, asked) ?? []);
  return { keys, values };
};
