// The marks of a sheet's text as buttons and shortcuts. What they do can be undone as typing can.

// Put `text` in the place of a stretch of the field, then select a part of it.
export function replace(field, from, to, text, selectFrom = from + text.length, selectTo = selectFrom) {
  field.focus();
  field.setSelectionRange(from, to);
  // The browser's own way of inserting keeps its list of things to undo.
  const done =
    from === to && text === "" ? true : document.execCommand(text ? "insertText" : "delete", false, text);
  if (!done) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(selectFrom, selectTo);
}

export const insert = (field, text) => replace(field, field.selectionStart, field.selectionEnd, text);

// A block of its own, with an empty line before and after.
export function insertBlock(field, text) {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = after === "" || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const start = field.selectionStart + gap.length;
  return { gap, tail, start, put: (from, to) => replace(field, field.selectionStart, field.selectionEnd, gap + text + tail, start + from, start + to) };
}

function wrap(sign, words) {
  return (field) => {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const chosen = value.slice(from, to);
    const around = value.slice(from - sign.length, from) === sign && value.slice(to, to + sign.length) === sign;
    if (around) {
      replace(field, from - sign.length, to + sign.length, chosen, from - sign.length, to - sign.length);
    } else {
      const text = chosen.trim() || words;
      const before = chosen.slice(0, chosen.length - chosen.trimStart().length);
      const after = chosen.trim() ? chosen.slice(chosen.trimEnd().length) : "";
      const at = from + before.length + sign.length;
      replace(field, from, to, before + sign + text + sign + after, at, at + text.length);
    }
  };
}

// The whole lines of what is selected, each given a mark, or all relieved of it.
function lines(mark, others) {
  return (field) => {
    const { value } = field;
    const from = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const next = value.indexOf("\n", Math.max(field.selectionEnd - 1, from));
    const to = next < 0 ? value.length : next;
    const old = value.slice(from, to).split("\n");
    const bare = old.map((line) => line.replace(others, ""));
    const marked = bare.map((line, n) => (line.trim() || old.length === 1 ? mark(n) + line : line));
    const same = old.every((line, n) => line === marked[n]);
    const text = (same ? bare : marked).join("\n");
    const all = field.selectionStart !== field.selectionEnd;
    replace(field, from, to, text, all ? from : from + text.length, from + text.length);
  };
}

const ANY_MARK = /^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+)/;

function link(field) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const words = value.slice(from, to).trim() || "texte du lien";
  const text = `[${words}](https://)`;
  // The words are known: the address is what remains to write.
  const at = value.slice(from, to).trim() ? from + words.length + 3 : from + 1;
  const length = value.slice(from, to).trim() ? "https://".length : words.length;
  replace(field, from, to, text, at, at + length);
}

function container(name, words) {
  return (field) => {
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd).trim() || words;
    const open = `:::${name}\n`;
    insertBlock(field, `${open}${chosen}\n:::`).put(open.length, open.length + chosen.length);
  };
}

function table(field) {
  const head = "Situation";
  insertBlock(field, `| ${head} | Que faire |\n| --- | --- |\n|  |  |`).put(2, 2 + head.length);
}

export const ACTIONS = [
  { label: "Gras", keys: "Control+b", act: wrap("**", "texte en gras") },
  { label: "Italique", keys: "Control+i", act: wrap("*", "texte en italique") },
  { label: "Titre", keys: "Control+Alt+2", act: lines(() => "## ", ANY_MARK) },
  { label: "Liste", keys: "Control+Alt+7", act: lines(() => "- ", ANY_MARK) },
  { label: "Liste numérotée", keys: "Control+Alt+8", act: lines((n) => `${n + 1}. `, ANY_MARK) },
  { label: "Lien", keys: "Control+k", act: link },
  { label: "Lien vers une fiche", keys: "Control+Alt+k", ask: true },
  { label: "Tableau", act: table },
  { label: "Attention", act: container("attention", "Ce qu’il ne faut pas oublier.") },
  { label: "À savoir", act: container("a-savoir", "Ce qui aide à comprendre.") },
  { label: "Réservé aux agents", act: container("agent", "Ce que le visiteur ne lit pas.") },
];

const pressed = (event) =>
  [event.ctrlKey || event.metaKey ? "Control" : "", event.altKey ? "Alt" : "", event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase()]
    .filter(Boolean)
    .join("+");

// Fill the bar; `ask` is called for the action that needs a sheet to be chosen.
export function toolbar(bar, field, ask) {
  const buttons = ACTIONS.map((action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.tabIndex = -1;
    if (action.keys) {
      button.setAttribute("aria-keyshortcuts", action.keys);
      button.title = action.keys.replace("Control", "Ctrl").replaceAll("+", " ").toUpperCase();
    }
    button.addEventListener("click", () => (action.ask ? ask(field) : action.act(field)));
    return button;
  });
  bar.append(...buttons);
  buttons[0].tabIndex = 0;
  bar.hidden = false;

  // One stop for Tab, then arrows: the pattern of a toolbar.
  bar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    const action = ACTIONS.find((each) => each.keys?.toLowerCase() === pressed(event).toLowerCase());
    if (!action) return;
    event.preventDefault();
    if (action.ask) ask(field);
    else action.act(field);
  });
}
