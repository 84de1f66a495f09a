// Search and filters: one pass over the items, which knows each one's numbers and, once searched for, its words.

const form = byId("filters");
const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const numbers = (text) => new Set(text ? text.split(" ") : []);
const items = [...document.querySelectorAll(".item")].map((element) => ({
  element,
  row: null,
  kind: element.dataset.class,
  parties: numbers(element.dataset.parties),
  columns: numbers(element.dataset.columns),
  support: Number(element.dataset.support),
  confidence: Number(element.dataset.confidence),
  words: null,
}));
{
  const rows = new Map([...document.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  for (const item of items) item.row = rows.get(item.element.id) ?? null;
}
form.hidden = false;

function wordsOf(item) {
  if (item.words === null) {
    const controls = new Set(["In its article"]);
    const texts = [];
    const walker = document.createTreeWalker(item.element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!controls.has(walker.currentNode.data)) texts.push(walker.currentNode.data);
    item.words = bare(texts.join(" ").replace(/\s+/g, " "));
  }
  return item.words;
}

function sift() {
  const chosen = new FormData(form);
  const kinds = new Set(chosen.getAll("class"));
  const [party, column] = [chosen.get("party"), chosen.get("column")];
  const [support, confidence] = [Number(chosen.get("support")), Number(chosen.get("confidence"))];
  const wanted = bare(byId("search").value).split(/\s+/).filter(Boolean);
  const counts = {};
  let found = 0;
  for (const item of items) {
    const fits =
      kinds.has(item.kind) &&
      (!party || item.parties.has(party)) &&
      (!column || item.columns.has(column)) &&
      item.support >= support &&
      item.confidence >= confidence &&
      wanted.every((word) => wordsOf(item).includes(word));
    if (item.element.hidden === fits) item.element.hidden = !fits;
    if (item.row && item.row.hidden === fits) item.row.hidden = !fits;
    counts[item.kind] ??= [0, 0];
    counts[item.kind][1] += 1;
    if (fits) counts[item.kind][0] += 1;
    found += fits;
  }
  for (const section of document.querySelectorAll("section[data-class]")) {
    const [some, all] = counts[section.dataset.class] ?? [0, 0];
    section.querySelector(".count").textContent = some === all ? String(all) : `${some} of ${all}`;
    if (all) section.querySelector(".none").hidden = some > 0;
    section.hidden = !kinds.has(section.dataset.class);
  }
  const total = items.length;
  byId("found").textContent = found === total ? `${total} item${total === 1 ? "" : "s"}` : `${found} of ${total} items`;
  byId("anew").hidden = found === total;
  form.elements.confidence.nextElementSibling.textContent = confidence ? `${Math.round(confidence * 100)} % or more` : "any probability";
}

let asked = 0;
form.addEventListener("input", () => {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(sift);
});
form.addEventListener("reset", () => requestAnimationFrame(sift));
form.addEventListener("submit", (event) => event.preventDefault());
byId("more").addEventListener("click", () => {
  const isOpen = form.classList.toggle("open");
  byId("more").setAttribute("aria-expanded", String(isOpen));
});

let unfolded = false;
function unfold(open) {
  unfolded = open;
  for (const each of document.querySelectorAll("details.line")) each.open = open;
  byId("unfold").textContent = open ? "Close all quotes" : "Open all quotes";
}
byId("unfold").addEventListener("click", () => unfold(!unfolded));

// On paper all quotes are shown; afterwards the page is as it was.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details.line:not([open])")];
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
});
sift();
