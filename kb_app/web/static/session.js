// Says in time that the session is about to close for want of a page, and keeps it open on request.
// The server alone closes it: this is only a courtesy.
// Signing out leaves no text behind that was not saved, and loses none without asking.

import { everything, forget, forgetOld } from "./unsaved.js";

const MINUTE = 60_000;
const BEFORE = 2 * MINUTE;
const LOOK = 5_000; // milliseconds between two looks at the clock
const SAID = 4_000;

const box = document.querySelector(".closing");
const words = box.querySelector("[role=status]");
const stay = box.querySelector("button");
const again = box.querySelector("a");
// A page opened in another tab keeps the session open for this one too.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

let closes; // when, in milliseconds, unless a page is asked for before
let before; // what had the focus before the button took it

function say(text, { asking = false, over = false } = {}) {
  // A live region must be on the page before its words are, or they are not read aloud.
  box.hidden = text === "";
  stay.hidden = !asking;
  again.hidden = !over;
  if (words.textContent !== text) setTimeout(() => (words.textContent = text));
}

function opened() {
  closes = Date.now() + Number(box.dataset.minutes) * MINUTE;
  say("");
}

function look() {
  const left = closes - Date.now();
  if (left <= 0) say("Votre session est fermée.", { over: true });
  else if (left <= BEFORE) {
    say("Votre session se ferme dans 2 minutes sans activité.", { asking: true });
  }
}

async function keep() {
  const answer = await fetch(box.dataset.page, { method: "HEAD", redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    // Sent to the sign-in page: it is already over.
    closes = Date.now();
    return look();
  }
  if (!answer.ok) throw new Error(answer.status);
  const back = before;
  opened();
  tabs?.postMessage("opened");
  say("Vous restez connecté.");
  back?.focus({ preventScroll: true });
  setTimeout(() => closes - Date.now() > BEFORE && say(""), SAID);
}

stay.addEventListener("focus", (event) => (before = event.relatedTarget));
stay.addEventListener("click", () =>
  keep().catch(() => say("Le serveur ne répond pas. Réessayez.", { asking: true })),
);
again.href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
tabs?.addEventListener("message", opened);
tabs?.postMessage("opened");
// A sleeping computer stops timers: look again as soon as someone does.
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
opened();

// A shared computer keeps nothing of who has left it; yet no word is dropped in silence.
class SigningOut {
  constructor(form) {
    form.addEventListener("submit", (event) => this.submit(event, form));
  }

  submit(event, form) {
    const kept = everything();
    if (!kept.length) return;
    event.preventDefault();
    if (this.asked) return this.asked.querySelector("a").focus();
    this.asked = document.createElement("div");
    this.asked.className = "notice notice-warn";
    this.asked.setAttribute("role", "alert");
    const words = document.createElement("p");
    const open = Object.assign(document.createElement("a"), {
      href: kept[0].address,
      textContent: "Le rouvrir",
    });
    const drop = Object.assign(document.createElement("button"), {
      type: "button",
      className: "bare",
      textContent: "L’effacer et se déconnecter",
    });
    drop.addEventListener("click", () => {
      for (const { key } of kept) forget(key);
      form.requestSubmit();
    });
    words.append("Ce navigateur garde un texte qui n’est pas enregistré. ", open, " ", drop);
    this.asked.append(words);
    form.before(this.asked);
    open.focus();
  }
}

forgetOld();
for (const form of document.querySelectorAll("form[data-signing-out]")) new SigningOut(form);
