// Says who else has the document open, and that it is open here: both stop in a tab one left.

const EVERY = 20_000; // milliseconds

// `keeper` gives what renews the token of a page once one has signed in again, if there is one.
export function watch(keeper) {
  for (const line of document.querySelectorAll("[data-presence]")) new Line(line, keeper);
}

class Line {
  constructor(line, keeper) {
    this.line = line;
    this.keeper = keeper;
    setInterval(() => this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.ask());
  }

  async ask() {
    if (document.visibilityState === "hidden" || this.keeper()?.waiting) return;
    try {
      const answer = await this.post();
      if (answer.ok) return this.show((await answer.json()).words);
      // Signed out: said at once, before anything is typed for nothing.
      if (answer.status === 401) this.keeper()?.over();
      if (answer.status === 400) await this.keeper()?.renewed();
    } catch {
      // No line: asked again later.
    }
  }

  post() {
    const token = document.getElementsByName("csrf_token")[0].value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return fetch(this.line.dataset.presence, { method: "POST", headers });
  }

  show(words) {
    if (this.line.textContent === words) return;
    // A live region must be on the page before its words are, or they are not read aloud.
    this.line.hidden = words === "";
    setTimeout(() => (this.line.textContent = words));
  }
}
