// The keyboard, and links to single lines (#demand-2).

const visibleLines = () => [...document.querySelectorAll(".line")].filter((line) => !line.hidden && !line.closest("[hidden]"));

function step(by) {
  const lines = visibleLines();
  if (!lines.length) return;
  const here = document.querySelector(".line.current") ?? document.activeElement?.closest(".line");
  const at = lines.indexOf(here);
  const line = lines[at < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(Math.max(at + by, 0), lines.length - 1)];
  setCurrent(line);
  (line.querySelector("summary") ?? line).focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
  if (wide.matches && reader.classList.contains("open")) openLine(line.id, 0);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isTyping = event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
  if (event.key === "Escape") {
    if (event.target === byId("search")) {
      byId("search").value = "";
      sift();
      byId("search").blur();
    } else closeReader();
    return;
  }
  if (isTyping || event.target.matches("input[type=range]")) return;
  const does = {
    "/": () => byId("search").focus(),
    j: () => step(1),
    k: () => step(-1),
    ArrowRight: () => now?.key && turn(1),
    ArrowLeft: () => now?.key && turn(-1),
    // A summary answers to Enter by itself; a line that is none has no such habit.
    Enter: event.target.matches(".difference") ? () => openLine(event.target.id, 0) : null,
  }[event.key];
  if (!does) return;
  if (event.key.startsWith("Arrow") && event.target.closest(".matrix, .wide")) return;
  event.preventDefault();
  does();
});

function follow() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    return; // no address of ours
  }
  const line = byId(id);
  if (!line?.matches(".line")) return;
  if (line.hidden) form.reset(), sift();
  if (line.matches("details")) line.open = true;
  setCurrent(line);
  if (wide.matches) openLine(id, 0);
  (line.querySelector("summary") ?? line).focus({ preventScroll: true });
  line.scrollIntoView({ block: "start" });
}
addEventListener("hashchange", follow);
// A link to the line that is already in the address changes nothing there, and shall lead there all the same.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  if (link && link.getAttribute("href") === location.hash) follow();
});
if (location.hash) follow();
