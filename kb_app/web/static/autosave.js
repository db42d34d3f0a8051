// Saves a draft as it is typed, and keeps in this browser what could not be saved yet.
// Without it the form saves like any other.

import { SAID, button, link, note, stateOf } from "./autosave-words.js";
import { offer } from "./offered.js";
import { watch } from "./presence.js";
import { Unsaved, alike, forget, tabName } from "./unsaved.js";

const SOON = 1_500; // milliseconds after the last key
const FIRST_WAIT = 2_000; // before trying again, doubled each time
const LONGEST_WAIT = 60_000;
const ASK = 30_000; // between two looks at whether one is signed in again
const REPLY = 300; // for other tabs to say that they are there
const OURS = new Set(["csrf_token", "revision"]);
const LARGEST_BASE = 90_000; // characters of the text one started from that are sent with ours

const session = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

class Keeper {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.autosave;
    this.revision = Number(form.dataset.revision);
    this.state = stateOf(form);
    this.place = form.closest("[data-editor]") ?? form; // above which the draft is spoken of
    this.who = document.querySelector("[data-who]")?.dataset.who ?? "";
    this.unsaved = new Unsaved(this.address, this.who);
    this.wait = FIRST_WAIT;
    // What the server gives back without having saved it is not saved.
    this.saved = "givenBack" in form.dataset ? null : this.snapshot(asGiven(form));
    this.unkept = this.saved === null && !this.unsaved.put(this.snapshot(), this.revision);
    this.listen();
    this.meet();
    // On a slow line one types before this runs.
    if (this.dirty) this.typed();
  }

  listen() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("focusout", () => this.dirty && this.later(0));
    // Saving keeps one's place.
    this.form.querySelector("[data-save]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.asked();
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.asked();
      }
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.waiting && this.later(0));
    window.addEventListener("focus", () => this.waiting && this.later(0));
    window.addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
      else if (this.waiting) this.later(0);
    });
    // Back brings the page as it was left: it may be sent again.
    window.addEventListener("pageshow", () => (this.sent = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && this.unkept && !this.sent) event.preventDefault();
    });
    session?.addEventListener("message", () => this.waiting && this.later(0));
  }

  // Meet the other tabs of this draft; then offer what those that are closed have left.
  meet() {
    const open = new Set();
    const tabs = "BroadcastChannel" in window ? new BroadcastChannel(this.address) : null;
    tabs?.addEventListener("message", ({ data }) => {
      if (data.hello) tabs.postMessage({ tab: this.unsaved.tab });
      // A tab that was duplicated has the name of the one it comes from.
      else if (data.tab === this.unsaved.tab) this.unsaved.tab = tabName(true);
      open.add(data.tab);
      note(this.place, SAID.tabs);
    });
    tabs?.postMessage({ hello: true, tab: this.unsaved.tab });
    setTimeout(() => this.offerLeft(open), REPLY);
  }

  offerLeft(open) {
    const united = new URLSearchParams(location.search).has("reuni");
    if (united) history.replaceState(null, "", location.pathname);
    const left = this.unsaved.left(open).filter((record) => {
      const done = alike(record.fields, this.saved) || (united && record.compared);
      if (done) forget(record.key);
      return !done && !(record.key === this.unsaved.key && this.dirty);
    });
    if (left.length) offer(this, left);
  }

  snapshot(form = this.form) {
    const left = [...form.querySelectorAll("[data-unsaved]")].map((field) => field.name);
    const ours = new Set([...OURS, ...left]);
    const entries = [...new FormData(form)];
    return JSON.stringify(entries.filter(([n, v]) => !ours.has(n) && typeof v === "string"));
  }

  get dirty() {
    return this.snapshot() !== this.saved;
  }

  typed() {
    const now = this.snapshot();
    if (now === this.saved) return this.unsaved.drop();
    this.unkept = !this.unsaved.put(now, this.revision);
    this.refused = false;
    if (this.blocked) return;
    if (this.unkept) this.say(SAID.unkept);
    if (!this.waiting) this.later(SOON);
  }

  // Whoever asks to save is answered, even when there is nothing to save.
  asked() {
    if (this.dirty) return this.later(0);
    if (!this.blocked && !this.waiting) this.say(SAID.unchanged);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // Save until nothing is left to save; say whether that is so.
  async flush() {
    clearTimeout(this.timer);
    if (this.waiting === "over" && !(await this.renewed())) return false;
    while (this.dirty && !this.blocked && !this.refused) {
      this.flight ??= this.send().finally(() => (this.flight = null));
      if (!(await this.flight)) return false;
    }
    return !this.dirty;
  }

  async send() {
    // Sent without an answer, it may have been saved: the same again is then no conflict.
    this.unanswered ??= this.snapshot();
    const sent = this.unanswered;
    try {
      let answer = await this.post(sent, this.revision);
      if (answer.status === 400) {
        this.unanswered = null;
        // Signed out or cut off, which is said: what was answered of the token says less.
        if (!(await this.renewed())) return false;
        answer = await this.post(sent, this.revision);
      }
      if (answer.status < 500) this.unanswered = null;
      return this.answered(answer.status, await told(answer), sent);
    } catch {
      return this.retry(SAID.offline);
    }
  }

  post(fields, revision, options = {}) {
    const body = new URLSearchParams(JSON.parse(fields));
    body.set("revision", revision);
    body.set("csrf_token", this.form.elements.csrf_token.value);
    const headers = { Accept: "application/json" };
    return fetch(this.address, { method: "POST", body, headers, redirect: "error", ...options });
  }

  answered(status, said, sent) {
    if (status === 200) return this.acknowledged(said, sent);
    if (status === 401) return this.over();
    if (status === 409 && said.conflict) return this.conflict(sent, this.revision);
    if (status >= 500) return this.retry(said.message ?? SAID.full);
    this.refused = true;
    this.waiting = null;
    return this.say(said.message ?? SAID.full);
  }

  acknowledged(said, sent) {
    this.saved = sent;
    this.revision = said.revision;
    this.form.dataset.revision = said.revision;
    this.form.elements.revision.value = said.revision;
    this.waiting = null;
    this.wait = FIRST_WAIT;
    if (this.dirty) this.unsaved.put(this.snapshot(), this.revision);
    else this.unsaved.drop();
    this.say(`Enregistré à ${said.saved_at}`);
    // The server has seen one at work: the session of this page lasts that much longer.
    session?.postMessage("opened");
    return true;
  }

  retry(words) {
    this.waiting ||= "down";
    this.say(this.unkept ? SAID.unkept : words);
    this.later(this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    return false;
  }

  over(words = SAID.over) {
    this.waiting = "over";
    this.say(words, link("Se connecter", "/connexion"));
    this.later(ASK);
    return false;
  }

  conflict(fields, revision) {
    this.blocked = true;
    this.say(SAID.conflict, button("comparer", () => this.compare(fields, revision)));
    return false;
  }

  // Signed in again, a page opened before needs the token of the new session, and to be of the
  // same person: on a shared computer someone else may sit there.
  async renewed() {
    const headers = { Accept: "application/json" };
    const answer = await fetch("/compte/jeton", { headers }).catch(() => null);
    if (answer?.status === 401) return this.over();
    if (!answer?.ok) return this.retry(SAID.offline);
    const { token, who } = await answer.json();
    if (this.who && who !== this.who) return this.over(SAID.other);
    for (const field of document.getElementsByName("csrf_token")) field.value = token;
    if (this.waiting) this.say("");
    this.waiting = null;
    return true;
  }

  // The page that puts both texts side by side is the answer to a text that comes too late.
  compare(fields, revision) {
    const now = revision === this.revision && this.dirty ? this.snapshot() : fields;
    this.unsaved.put(now, revision, { compared: true });
    const base = this.saved && new URLSearchParams(JSON.parse(this.saved)).toString();
    const values = [...JSON.parse(now), ["revision", revision]];
    if (revision === this.revision && base?.length < LARGEST_BASE) values.push(["acquis", base]);
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.address;
    form.hidden = true;
    for (const [name, value] of [...values, ["csrf_token", this.form.elements.csrf_token.value]]) {
      const field = Object.assign(document.createElement("textarea"), { name, value });
      form.append(field);
    }
    document.body.append(form);
    this.sent = true;
    form.submit();
  }

  leave() {
    if (!this.dirty || this.flight || this.blocked || this.waiting || this.refused) return;
    const sent = (this.unanswered = this.snapshot());
    this.flight = this.post(sent, this.revision, { keepalive: true })
      .then(async (answer) => {
        this.unanswered = null;
        if (answer.status === 400) return this.later(0);
        return this.answered(answer.status, await told(answer), sent);
      })
      .catch(() => this.retry(SAID.offline))
      .finally(() => (this.flight = null));
  }

  async submit(event) {
    if (this.sent || (!this.dirty && !this.flight)) return;
    event.preventDefault();
    const { submitter } = event;
    await Promise.all(keepers.map((keeper) => keeper.flush()));
    // Sent now it would only meet a dead line: it is kept, and what is wrong is said.
    if (this.waiting) return this.state.scrollIntoView({ block: "nearest" });
    this.sent = true;
    this.form.requestSubmit(submitter);
  }

  say(words, ...more) {
    if (this.state.dataset.said === words) return false;
    this.state.dataset.said = words;
    this.state.replaceChildren(words, ...more.flatMap((part) => [" ", part]));
    return false;
  }
}

// The form as the server gave it, whatever was typed in it since.
function asGiven(form) {
  const given = form.cloneNode(true);
  given.reset();
  return given;
}

async function told(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

const keepers = [...document.querySelectorAll("form[data-autosave]")].map((f) => new Keeper(f));
watch(() => keepers[0]);
