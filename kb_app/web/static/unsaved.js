// Texts typed and not yet saved, kept in this browser until the server has them.

const PREFIX = "relais:brouillon:";
const TAB = "relais:onglet";
const DAY = 24 * 3600_000; // milliseconds
export const KEPT_DAYS = 14;

// A name for this tab, which reloading does not change. Old browsers and plain http have no UUID.
export function tabName(anew = false) {
  const name = [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16)).join("");
  try {
    const known = sessionStorage.getItem(TAB);
    if (known && !anew) return known;
    sessionStorage.setItem(TAB, name);
  } catch {
    // Without storage nothing is kept that would need finding again.
  }
  return name;
}

// Every record in this browser, newest first: {key, address, who, tab, fields, revision, at}.
export function everything() {
  const found = [];
  for (const key of keys()) {
    try {
      found.push({ ...JSON.parse(localStorage.getItem(key)), key });
    } catch {
      localStorage.removeItem(key);
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is refused: there is nothing in it.
  }
}

export function forgetOld() {
  for (const { key, at } of everything()) if (!(Date.now() - at < KEPT_DAYS * DAY)) forget(key);
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

// Say whether two snapshots hold the same words: blanks are tidied when they are saved.
export function alike(one, other) {
  const words = (snapshot) =>
    JSON.stringify(
      JSON.parse(snapshot ?? "[]")
        .map(([name, value]) => [name, value.trim().replace(/\s+/g, " ")])
        .filter(([, value]) => value),
    );
  return words(one) === words(other);
}

// What one tab keeps of one draft, for one person: another's words are never offered to them.
export class Unsaved {
  constructor(address, who) {
    this.address = address;
    this.who = who;
    this.tab = tabName();
  }

  get key() {
    return `${PREFIX}${this.address}:${this.who}:${this.tab}`;
  }

  // Say whether it could be kept.
  put(fields, revision, more = {}) {
    const { address, who, tab } = this;
    const record = { address, who, tab, fields, revision, at: Date.now(), ...more };
    try {
      localStorage.setItem(this.key, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  }

  drop() {
    forget(this.key);
  }

  // What was left of this draft by tabs that are closed, this one included before it was loaded.
  left(open) {
    return everything().filter(
      (record) =>
        record.address === this.address && record.who === this.who && !open.has(record.tab),
    );
  }
}
