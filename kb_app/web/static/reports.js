// Signals a passage of the page: a link beside each heading, and one for the words selected.
// Without this, the link under the page offers the same sections.

const page = document.querySelector("[data-report]");
const text = document.querySelector(".sheet .text");
const LONGEST = 300;

function address(anchor, quote = "") {
  const target = new URL(page.dataset.report, location.href);
  if (anchor) target.searchParams.set("passage", anchor);
  if (quote) target.searchParams.set("extrait", quote.slice(0, LONGEST));
  return target.href;
}

function link(anchor, words, about) {
  const made = document.createElement("a");
  made.href = address(anchor);
  made.textContent = words;
  const more = document.createElement("span");
  more.className = "visually-hidden";
  more.textContent = about;
  made.append(more);
  return made;
}

function headingBefore(node) {
  const place = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const all = text.querySelectorAll("h2[id], h3[id], h4[id], h5[id], h6[id]");
  const before = [...all].filter(
    (each) =>
      each.contains(place) ||
      each.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.at(-1)?.id;
}

function offerSections() {
  for (const heading of text.querySelectorAll("h2[id], h3[id]")) {
    const made = link(heading.id, "Signaler", ` un problème dans « ${heading.textContent} »`);
    made.className = "report-here no-print";
    heading.append(made);
  }
}

function offerSelection() {
  const offered = link("", "Signaler le passage choisi", "");
  offered.className = "report-selection btn btn-primary no-print";
  offered.hidden = true;
  page.append(offered);
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const quote = chosen.toString().trim();
    const inside = chosen.anchorNode && document.querySelector(".sheet").contains(chosen.anchorNode);
    offered.hidden = !(inside && quote.length > 2);
    if (!offered.hidden) {
      const within = text?.contains(chosen.anchorNode);
      offered.href = address(within ? headingBefore(chosen.anchorNode) : "entete", quote);
    }
  });
}

if (page) {
  if (text) offerSections();
  if (document.querySelector(".sheet")) offerSelection();
}
