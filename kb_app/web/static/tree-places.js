// Where the cursor is in the YAML of a tree, and what that tree calls its own, read roughly as it is
// typed: what is half-written must still be understood.

const SAID = /(?:^|[{,]\s*)\s*(demander|titre|sous_arbre|type):\s*(?:"([^"]*)"|([^,}\n]+))/g;
const KEY = /^("[^"]*"|'[^']*'|[\w.-]+):(?=\s|$)/;
const bare = (text) => text.trim().replace(/^["']|["']$/g, "");

class Reading {
  constructor() {
    this.blocks = []; // the keys that hold the line, with how far they are moved in
    this.flows = []; // the brackets open, with the key being written in each
    this.token = "";
    this.quote = "";
    this.found = [];
  }

  // Keys from the top of the file to here.
  get path() {
    const inFlow = this.flows.filter((each) => each.key).map((each) => each.key);
    return [...this.blocks.map((each) => each.key), ...inFlow];
  }

  line(text) {
    let rest = text;
    if (!this.flows.length) {
      rest = this.opened(text);
      if (rest === null) return;
    }
    for (let n = 0; n < rest.length; n += 1) if (!this.sign(rest, n)) break;
    if (!this.flows.length) this.quote = "";
  }

  opened(text) {
    this.token = "";
    this.keyed = false;
    if (!text.trim() || text.trim().startsWith("#")) return this.empty(text);
    const dashes = /^( *)((?:- +)*)(.*)$/.exec(text);
    const rest = dashes[3];
    const indent = dashes[1].length + dashes[2].length;
    this.leave(indent);
    const key = KEY.exec(rest);
    this.keyed = Boolean(key);
    if (!key) return rest;
    this.meet(bare(key[1]));
    this.blocks.push({ indent, key: bare(key[1]) });
    return rest.slice(key[0].length);
  }

  // A line with nothing on it yet ends no block, unless it is the one that is written.
  empty(text) {
    if (this.written) this.leave(text.length);
    return null;
  }

  leave(indent) {
    while (this.blocks.length && this.blocks.at(-1).indent >= indent) this.blocks.pop();
  }

  meet(key) {
    this.found.push([...this.path, key]);
  }

  sign(rest, n) {
    const sign = rest[n];
    if (this.quote) {
      if (sign === this.quote) this.quote = "";
      this.token += sign;
      return true;
    }
    if (sign === "#" && (n === 0 || rest[n - 1] === " ")) return false;
    if ((sign === '"' || sign === "'") && !this.token.trim()) this.quote = sign;
    const top = this.flows.at(-1);
    if ("{[".includes(sign) && !this.token.trim()) {
      this.flows.push({ sign, key: null });
      this.token = "";
    } else if (top && "}]".includes(sign)) {
      this.flows.pop();
      this.token = "";
    } else if (top && sign === ",") {
      if (top.sign === "{") top.key = null;
      this.token = "";
    } else if (top?.sign === "{" && sign === ":" && !top.key && /^(\s|$)/.test(rest.slice(n + 1))) {
      const key = bare(this.token);
      this.meet(key);
      top.key = key;
      this.token = "";
    } else {
      this.token += sign;
    }
    return true;
  }
}

// The ids that a text defines: questions and outcomes with what they say, answers by question.
export function namesIn(text) {
  const reading = new Reading();
  const names = { questions: new Map(), issues: new Map(), calculs: new Map(), options: new Map(), subtree: new Map(), types: new Map() };
  for (const line of text.split("\n")) {
    const before = reading.found.length;
    reading.line(line);
    for (const path of reading.found.slice(before)) {
      const [block, id, key, option] = path;
      if (path.length === 2 && names[block] instanceof Map) names[block].set(id, "");
      if (path.length === 4 && block === "questions" && key === "reponses") {
        names.options.set(id, [...(names.options.get(id) ?? []), option]);
      }
    }
    const [block, id] = reading.path.length > 1 ? reading.path : (reading.found.at(-1) ?? []);
    if (!names[block]?.has?.(id)) continue;
    for (const [, key, quoted, bare] of line.matchAll(SAID)) {
      const words = (quoted ?? bare).trim();
      if (key === "sous_arbre") names.subtree.set(id, words);
      else if (key === "type") names.types.set(id, words);
      else if (!names[block].get(id)) names[block].set(id, words);
    }
  }
  return names;
}

// What is being written at the cursor: the keys that lead there, whether it is a key or a value, and
// the beginning of the word.
export function placeAt(text, cursor) {
  const reading = new Reading();
  const lines = text.slice(0, cursor).split("\n");
  const last = lines.pop();
  for (const line of lines) reading.line(line);
  reading.keyed = false;
  reading.written = true;
  reading.line(last);
  const word = /[\w./-]*$/.exec(last)[0];
  const top = reading.flows.at(-1);
  const path = reading.path;
  if (reading.quote || /(^|\s)#/.test(last.slice(0, last.length - word.length))) return null;
  if (top) return { path, key: top.sign === "{" && !top.key, value: top.sign === "[" || Boolean(top.key), word };
  if (reading.keyed) return { path, key: false, value: /:\s+\S*$/.test(last), word };
  const dash = /^ *- +/.test(last);
  if (!/^ *(- +)*[\w.-]*$/.test(last)) return null;
  return { path, key: true, value: dash, word };
}
