// « Pas trouvé » in one key, and the choice not to have keys of one letter: both work without.

const OFF = "non";

// The form is on a page of its own, so that results stay light; here it is fetched and sent.
class NotFound {
  constructor(link) {
    this.link = link;
    this.sent = false;
    link.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.key(event));
    // Back brings the page as it was left.
    window.addEventListener("pageshow", () => (this.sent = false));
  }

  click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.send();
  }

  key(event) {
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    const off = localStorage.getItem("touches") === OFF;
    if (event.key.toLowerCase() !== "p" || modified || writing || off || event.repeat) return;
    event.preventDefault();
    this.send();
  }

  async send() {
    if (this.sent) return;
    this.sent = true;
    try {
      const answer = await fetch(this.link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const form = page.getElementById("pas-trouve");
      form.hidden = true;
      document.body.append(form);
      form.submit();
    } catch {
      // Signed out meanwhile, or a poor line: the page itself says what to do.
      location.assign(this.link.href);
    }
  }
}

for (const link of document.querySelectorAll("[data-not-found]")) new NotFound(link);

for (const label of document.querySelectorAll("[data-single-keys]")) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = localStorage.getItem("touches") !== OFF;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem("touches");
    else localStorage.setItem("touches", OFF);
  });
}
