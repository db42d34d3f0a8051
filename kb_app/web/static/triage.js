// A walk by keyboard, and ticks kept as soon as they are ticked: none of it is needed to walk.

const SOON = 1200; // milliseconds in which Enter still belongs to the question before
const ANSWERED = "answered-at";

// A digit answers, but only while the focus is in the form, and never while one is typing.
class Digits {
  constructor(form) {
    this.form = form;
    this.several = "several" in form.dataset;
    this.sent = false;
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", (event) => this.once(event));
    // Back brings the page as it was left: it may be sent again.
    window.addEventListener("pageshow", () => (this.sent = false));
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
    const pressing = event.target.matches("button, a, summary");
    if (event.key === "Enter" && !pressing && (this.sent || this.isLate())) event.preventDefault();
    if (typing) return;
    if (event.key === "?") {
      const help = this.form.querySelector(".keys-help");
      help.open = !help.open;
    }
    const box = this.form.querySelector(`[data-key="${digitOf(event)}"]`);
    if (!box || event.repeat) return;
    event.preventDefault();
    this.choose(box);
  }

  choose(box) {
    sessionStorage.removeItem(ANSWERED);
    box.focus();
    const ticked = this.form.querySelectorAll("[data-key]:checked").length;
    const alone = "alone" in box.dataset;
    box.checked = box.type === "radio" || !box.checked;
    this.keepApart(box);
    // What goes alone says everything; unless it is to replace answers already ticked.
    if (box.checked && alone && (!this.several || ticked === 0)) {
      sessionStorage.setItem(ANSWERED, String(Date.now()));
      this.form.requestSubmit();
    }
  }

  changed(box) {
    sessionStorage.removeItem(ANSWERED);
    this.keepApart(box);
  }

  // An answer that goes with no other unticks them, and they untick it.
  keepApart(box) {
    if (!this.several || !box.checked) return;
    for (const other of this.form.querySelectorAll("[data-key], [name=reponse]")) {
      if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) {
        other.checked = false;
      }
    }
  }

  // Who presses a digit then Enter by habit means the question before; once this one has been
  // touched, Enter is about this one.
  isLate() {
    return Date.now() - Number(sessionStorage.getItem(ANSWERED)) < SOON;
  }

  once(event) {
    if (this.sent) event.preventDefault();
    this.sent = true;
  }
}

// The row above the letters gives no digit on a French keyboard: the key itself counts there.
function digitOf(event) {
  if (/^[0-9]$/.test(event.key)) return event.key;
  return /^Digit([0-9])$/.exec(event.code)?.[1];
}

for (const form of document.querySelectorAll("[data-digits]")) new Digits(form);

// Alt and the left arrow: the question before on the present path, which browsers' own history
// may not be. Where one types, some keyboards move by a word with it.
for (const form of document.querySelectorAll("[data-back]")) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
    const alone = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.key !== "ArrowLeft" || !alone || typing || event.repeat) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  });
}

// Ticks are kept at once; the lists that depend on them come back as the server tells them.
const LIVE = ["liste-faire", "liste-pieces", "texte"];

for (const form of document.querySelectorAll("[data-ticks]")) {
  let turn = 0;
  for (const button of document.querySelectorAll(".no-script")) button.hidden = true;
  document.addEventListener("change", async (event) => {
    if (event.target.form !== form) return;
    const { name, value } = event.target;
    const mine = ++turn;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    for (const id of LIVE) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceChildren(...fresh.childNodes);
    }
    document.querySelector(`[name="${name}"][value="${value}"]`)?.focus({ preventScroll: true });
  });
}
