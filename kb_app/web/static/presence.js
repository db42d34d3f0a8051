// Says who else has the document open and what was published meanwhile, and that it is open here:
// all of it stops in a tab one left.

const EVERY = 20_000; // milliseconds

// `keeper` gives what renews the token of a page once one has signed in again, if there is one.
export function watch(keeper) {
  for (const line of document.querySelectorAll("[data-presence]")) new Line(line, keeper);
  for (const told of document.querySelectorAll("[data-newer], [data-newer-short]"))
    told.addEventListener("click", (event) => unite(event, keeper()));
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
      if (answer.ok) return this.told(await answer.json());
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

  told({ words, newer }) {
    this.show(words);
    tell(newer);
  }

  show(words) {
    if (this.line.textContent === words) return;
    // A live region must be on the page before its words are, or they are not read aloud.
    this.line.hidden = words === "";
    setTimeout(() => (this.line.textContent = words));
  }
}

// A page opened before the newer version says it without being loaded again.
function tell(newer) {
  const place = document.querySelector("[data-newer]");
  const model = document.querySelector("[data-newer-model]");
  const said = [...place.querySelectorAll("strong")].map((line) => line.textContent);
  if (JSON.stringify(said) === JSON.stringify(newer.map(({ words }) => words))) return;
  const short = document.querySelector("[data-newer-short]");
  short.hidden = !newer.length;
  if (newer.length) short.querySelector("a").href = newer[0].address;
  place.replaceChildren(
    ...newer.map(({ words, address }) => {
      const notice = model.content.cloneNode(true);
      notice.querySelector("strong").textContent = words;
      notice.querySelector("a").href = address;
      return notice;
    }),
  );
}

// Both texts are united as they are typed: what is not saved yet is saved first.
async function unite(event, keeper) {
  const link = event.target.closest("a");
  if (!link || !keeper?.dirty || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await keeper.flush()) return location.assign(link.href);
  keeper.state.scrollIntoView({ block: "nearest" });
}
