"use strict";
// The page works without a script; with it, every quote opens in its article. All text is put on the page as text
// nodes: nothing that comes from an article is ever read as markup.

const byId = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 72rem)");
const reader = byId("reader");
let known = null; // what stands in the data block, read when it is first needed
let shownArticle = null;
let now = null; // { key, number }, or { article } where an article is read by itself
let cameFrom = null;

document.documentElement.classList.add("js");
reader.hidden = false;
byId("theme").hidden = false;

function data() {
  if (known) return known;
  known = JSON.parse(byId("data").textContent);
  known.bearing = {}; // article → passage → lines that rest on it
  for (const [key, line] of Object.entries(known.lines)) {
    line.cited.forEach((cited, number) => {
      if (cited.passage === null) return;
      const of = (known.bearing[cited.article] ??= {});
      (of[cited.passage] ??= []).push({ key, number });
    });
  }
  return known;
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function openLine(key, number) {
  const line = data().lines[key];
  if (!line || !line.cited.length) return;
  const cited = line.cited[number];
  const isNew = now?.key !== key;
  now = { key, number };
  byId("key").textContent = key;
  byId("key").href = "#" + key;
  byId("claim").textContent = line.title;
  byId("place").textContent = line.cited.length > 1 ? `${number + 1} of ${line.cited.length}` : "";
  byId("speaker").textContent = cited.speaker ?? "";
  for (const id of ["previous", "next"]) byId(id).hidden = line.cited.length < 2;
  if (isNew) byId("tabs").replaceChildren(...tabs(key, line.cited));
  for (const each of byId("tabs").querySelectorAll("button")) {
    each.setAttribute("aria-current", String(Number(each.dataset.number) === number));
  }
  showArticle(cited.article);
  byId("note").hidden = cited.passage !== null;
  if (cited.passage === null) quoteAlone(cited);
  show();
  light(line, cited);
  history.replaceState(null, "", "#" + encodeURIComponent(key));
}

// One group an outlet, one button a mention.
function tabs(key, cited) {
  const groups = new Map();
  cited.forEach((each, number) => {
    const { outlet } = data().articles[each.article];
    if (!groups.has(outlet)) groups.set(outlet, []);
    groups.get(outlet).push(number);
  });
  return [...groups].map(([outlet, numbers]) => {
    const group = made("span", "group");
    if (numbers.length > 1) group.append(made("bdi", "", outlet));
    for (const [at, number] of numbers.entries()) {
      const button = made("button", "", numbers.length > 1 ? String(at + 1) : outlet);
      button.type = "button";
      button.dir = "auto";
      button.dataset.open = key;
      button.dataset.number = number;
      group.append(button);
    }
    return group;
  });
}

function openArticle(id) {
  now = { article: id };
  byId("key").textContent = id;
  byId("key").removeAttribute("href");
  for (const each of ["claim", "place", "speaker"]) byId(each).textContent = "";
  for (const each of ["previous", "next"]) byId(each).hidden = true;
  byId("tabs").replaceChildren();
  showArticle(id);
  const { missing } = data().articles[id];
  byId("note").hidden = !missing;
  byId("note").textContent = missing ? `The text is not shown: ${missing}.` : "";
  show();
  light(null, null);
  byId("scroll").scrollTop = 0;
}

function showArticle(id) {
  const article = data().articles[id];
  byId("headline").textContent = article.title || article.outlet;
  const facts = article.title && article.outlet !== article.title ? [article.outlet, ...article.facts] : article.facts;
  byId("about").replaceChildren(...facts.map((fact) => made("bdi", "", fact)));
  if (shownArticle === id && !byId("text").dataset.alone) return;
  shownArticle = id;
  delete byId("text").dataset.alone;
  byId("text").replaceChildren(...article.pieces.map(([text, passages, aside]) => {
    if (passages.length) {
      const mark = made("mark", "", text);
      mark.dataset.passages = passages.join(" ");
      return mark;
    }
    return aside ? made("span", "aside", text) : document.createTextNode(text);
  }));
}

function quoteAlone(cited) {
  const article = data().articles[cited.article];
  const why = article.missing ?? "the article does not say this where the briefing says that it stands";
  byId("note").textContent = `Only the quote is shown: ${why}.`;
  byId("text").dataset.alone = "yes";
  byId("text").replaceChildren(made("mark", "now", cited.quote));
}

// The sentence that is looked at, then the same line's other sentences in this article, then those of other lines.
function light(line, cited) {
  const same = new Set(line ? line.cited.filter((each) => each.article === cited.article).map((each) => each.passage) : []);
  let first = null;
  for (const mark of byId("text").querySelectorAll("mark[data-passages]")) {
    const passages = mark.dataset.passages.split(" ").map(Number);
    const isNow = cited !== null && passages.includes(cited.passage);
    mark.className = isNow ? "now" : passages.some((each) => same.has(each)) ? "same" : "";
    if (isNow) first ??= mark;
    const lines = passages.flatMap((each) => data().bearing[shownArticle]?.[each] ?? []);
    mark.title = [...new Set(lines.map(({ key }) => key))].join(", ");
  }
  if (first) {
    // By hand: scrollIntoView would move the page behind this box as well.
    const box = byId("scroll");
    box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  }
}

function show() {
  byId("home").hidden = true;
  byId("opened").hidden = false;
  reader.classList.add("open");
  document.body.classList.add("reading");
  setCurrent(now.key ? byId(now.key) : null);
  if (!wide.matches) byId("close").focus({ preventScroll: true });
}

function closeReader() {
  if (!reader.classList.contains("open")) return false;
  reader.classList.remove("open");
  document.body.classList.remove("reading");
  byId("home").hidden = false;
  byId("opened").hidden = true;
  const back = cameFrom?.isConnected ? cameFrom : now?.key && byId(now.key)?.querySelector("summary");
  now = null;
  back?.focus({ preventScroll: true });
  return true;
}

function turn(by) {
  if (!now?.key) return;
  const { length } = data().lines[now.key].cited;
  openLine(now.key, (now.number + by + length) % length);
}

function setCurrent(line) {
  document.querySelector(".line.current")?.classList.remove("current");
  line?.classList.add("current");
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const opener = target?.closest("[data-open]");
  if (opener) {
    cameFrom = opener.closest("#reader") ? cameFrom : opener;
    openLine(opener.dataset.open, Number(opener.dataset.number));
    return;
  }
  const article = target?.closest("[data-article]");
  if (article) {
    cameFrom = article;
    openArticle(article.dataset.article);
    return;
  }
  const mark = target?.closest("mark[data-passages]");
  if (mark && getSelection().isCollapsed) {
    const lines = mark.dataset.passages.split(" ").flatMap((each) => data().bearing[shownArticle]?.[each] ?? []);
    // Again and again on one sentence: through all the lines that rest on it.
    const at = lines.findIndex(({ key, number }) => key === now?.key && number === now?.number);
    if (lines.length) openLine(lines[(at + 1) % lines.length].key, lines[(at + 1) % lines.length].number);
    return;
  }
  const summary = target?.closest("summary");
  const line = summary?.closest(".line");
  if (line && !target.closest("a") && wide.matches && !line.open) {
    cameFrom = summary;
    openLine(line.id, 0);
  }
});

byId("previous").addEventListener("click", () => turn(-1));
byId("next").addEventListener("click", () => turn(1));
byId("close").addEventListener("click", closeReader);
byId("theme").addEventListener("click", (event) => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  event.target.textContent = isDark ? "Dark" : "Light";
});
if (matchMedia("(prefers-color-scheme: dark)").matches) byId("theme").textContent = "Light";
