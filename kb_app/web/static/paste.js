// What is pasted from Word, a site or a mail, as our Markdown: titles, lists, tables, bold, links.
// Pure but for the parser: text in, text out.

const HEADING = /^H([1-6])$/;
const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY DD DIV DL DT FIELDSET FIGURE FIGCAPTION FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "),
);
const DROPPED = new Set("BUTTON HEAD IFRAME LINK META NOSCRIPT OBJECT SCRIPT STYLE SVG TEMPLATE TITLE XML".split(" "));
const STRUCTURE = "h1,h2,h3,h4,h5,h6,ul,ol,table,a[href],b,strong,i,em,[data-style*='mso-list'],[data-style*='bold']";

// The browser would try to apply styles that are only read here, and say that it may not.
function inert(html) {
  const bare = html
    .replace(/<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, "")
    .replace(/(<[^>]*?[\s"'/])style\s*=/gi, "$1data-style=")
    .replace(/(<[^>]*?[\s"'/])on(\w+)\s*=/gi, "$1data-on-$2=");
  return new DOMParser().parseFromString(bare, "text/html");
}

export function markdownOf(html) {
  const body = inert(html).body;
  const levels = [...body.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1]));
  const context = { top: Math.min(...levels, 6), lists: [] };
  return blocks(body, context)
    .join("\n\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

// Whether the markup says more than the plain text that comes with it.
export const hasStructure = (html) => inert(html).body.querySelector(STRUCTURE) !== null;

export const hasImages = (html) => inert(html).body.querySelector("img,picture,svg") !== null;

// The blocks of an element: those of its children, and paragraphs of what stands between them.
function blocks(element, context) {
  const found = [];
  let run = [];
  let word = []; // paragraphs that Word numbers itself, one after the other
  const close = () => {
    const text = paragraph(run.map((node) => inline(node)).join(""));
    if (text) found.push(text);
    run = [];
  };
  const closeList = () => {
    if (word.length) found.push(word.join("\n"));
    word = [];
  };
  for (const child of element.childNodes) {
    if (!isBlock(child)) {
      run.push(child);
      continue;
    }
    close();
    const item = wordItem(child, word);
    if (item) word.push(item);
    else {
      closeList();
      found.push(...block(child, context));
    }
  }
  close();
  closeList();
  return found;
}

function isBlock(node) {
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return false;
  // A <b> or <span> around whole paragraphs is no paragraph itself: what it holds is.
  return BLOCKS.has(node.tagName) || [...node.children].some(isBlock);
}

function block(element, context) {
  const heading = HEADING.exec(element.tagName);
  if (heading) {
    const text = paragraph(content(element)).replace(/\n/g, " ").replaceAll("**", "");
    return text ? [`${"#".repeat(Math.min(2 + Number(heading[1]) - context.top, 4))} ${text}`] : [];
  }
  switch (element.tagName) {
    case "UL":
    case "OL":
      return [list(element, context)].filter(Boolean);
    case "TABLE":
      return table(element, context);
    case "HR":
      return [];
    case "BLOCKQUOTE":
      return blocks(element, context).map((text) => text.replace(/^/gm, "> "));
    default:
      return blocks(element, context);
  }
}

function list(element, context) {
  const ordered = element.tagName === "OL";
  let number = Number(element.getAttribute("start")) || 1;
  const lines = [];
  for (const item of element.children) {
    // Some programs put the inner list beside its item rather than inside.
    const inner = item.tagName === "UL" || item.tagName === "OL";
    const mark = ordered ? `${number}. ` : "- ";
    const indent = " ".repeat(mark.length);
    const text = inner ? indent + indented(list(item, context), indent) : indented(tight(item, context), indent);
    if (!text.trim()) continue;
    lines.push(inner ? text : mark + text);
    if (!inner) number += 1;
  }
  return lines.join("\n");
}

const tight = (item, context) => blocks(item, context).join("\n");
const indented = (text, indent) => text.replace(/\n(?=.)/g, `\n${indent}`);

// « · Texte » or « 1) Texte », as Word writes its lists.
function wordItem(element, before) {
  const style = element.getAttribute("data-style") ?? "";
  const level = /mso-list:[^;]*level(\d+)/i.exec(style);
  if (!level) return null;
  const sign = element.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]");
  const ordered = /^[\s\u00a0]*[0-9a-z]+[.)]/i.test(sign?.textContent ?? "");
  sign?.remove();
  const depth = "   ".repeat(Math.min(Number(level[1]), 4) - 1);
  const number = before.filter((line) => line.startsWith(`${depth}`) && /^\s*\d+\. /.test(line)).length + 1;
  return `${depth}${ordered ? `${number}. ` : "- "}${paragraph(content(element)).replace(/\n/g, " ")}`;
}

function table(element, context) {
  const rows = [...element.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("td,th")].map((cell) =>
      blocks(cell, context).join(" ").replace(/\n/g, " ").replaceAll("|", "\\|"),
    ),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return [];
  // One column is how mails and sites lay out a page: it is no table.
  if (width === 1) return rows.flat().filter(Boolean);
  const line = (row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`;
  const [head, ...rest] = rows;
  return [[line(head), line(Array(width).fill("---")), ...rest.map(line)].join("\n")];
}

function content(element) {
  return [...element.childNodes].map((node) => inline(node)).join("");
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/[ \t\r\n]+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return "";
  if (node.tagName === "BR") return "\n";
  if (node.tagName === "IMG" || node.tagName === "PICTURE") return "";
  const text = content(node);
  if (node.tagName === "A") return link(text, node.getAttribute("href") ?? "");
  const style = node.getAttribute("data-style") ?? "";
  const light = /font-weight:\s*(normal|400)/i.test(style);
  const bold = /^(B|STRONG)$/.test(node.tagName) || /font-weight:\s*(bold|[6-9]00)/i.test(style);
  if (bold && !light) return marked(text, "**");
  if (/^(I|EM)$/.test(node.tagName) || /font-style:\s*italic/i.test(style)) return marked(text, "*");
  return text;
}

// Marks hold to the words: the spaces inside them are put outside.
function marked(text, sign) {
  const [, before, words, after] = /^([\s\u00a0]*)([\s\S]*?)([\s\u00a0]*)$/.exec(text);
  if (!words || words.includes("\n") || words.startsWith(sign)) return text;
  return `${before}${sign}${words}${sign}${after}`;
}

function link(text, href) {
  const words = text.trim();
  const here = /^(?:https?:\/\/[^/]+)?\/fiches\/([a-z0-9-]+)\/([a-z0-9-]+)(?:[?#].*)?$/.exec(href);
  const ours = here && (href.startsWith("/") || href.startsWith(location.origin));
  if (ours) return `[${words}](operators/${here[1]}/${here[2]}.md)`;
  const outside = /^(https:\/\/|mailto:)[^\s()<>]+$/.exec(href.replace(/^http:\/\//, "https://"));
  if (!words || !outside) return text;
  return `[${words}](${outside[0]})`;
}

// Signs that would be read as marks, where they would be.
function escaped(text) {
  return text
    .replace(/([*`])/g, "\\$1")
    .replace(/(^|[\s(])_(?=\S)/g, "$1\\_")
    .replace(/\[(?=[^\]]*\]\()/g, "\\[");
}

function paragraph(text) {
  const lines = text.split("\n").map((line) =>
    line
      .replace(/[\u200b\ufeff\u00ad]/g, "")
      .replace(/(?:\u00a0[ ]?){2,}| {2,}/g, " ")
      .replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, "")
      .replace(/^(#{1,6}|[-+>])(?=\s)/, "\\$1")
      .replace(/^(\d+)([.)])(?=\s)/, "$1\\$2")
      .replace(/^:::/, "\\:::"),
  );
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
