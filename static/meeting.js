/* A meeting in session: the clock of its item, and a light question whether it moved on. It never touches a field that
   someone types in or has not sent; every page works without it. */
(() => {
  "use strict";
  const EVERY = 15_000, one = (selector, root = document) => root.querySelector(selector);
  const told = () => one("#moved"), say = (text) => { one("#status").textContent = text; };

  /* The clock goes on from what the server counted, whatever time this device has. */
  const clock = one("#clock");
  if (clock) setInterval(() => {
    const spent = Math.floor((Number(clock.dataset.seconds) + performance.now() / 1000) / 60), planned = Number(clock.dataset.planned);
    const words = planned ? `${spent} of ${planned} minutes` : spent === 1 ? "1 minute" : `${spent} minutes`;
    if (clock.textContent !== words) clock.textContent = words;
  }, 5_000);

  const place = one("#following[data-poll]");
  if (!place) return;
  let waits, held, stopped = "stopped" in place.dataset || "over" in place.dataset;
  const later = () => { clearTimeout(waits); if (!stopped) waits = setTimeout(ask, EVERY); };

  /* Someone is in a field of it, or has chosen or typed something there that was not sent. */
  const changed = (field) => /^(radio|checkbox)$/.test(field.type) ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].some((o) => o.selected !== o.defaultSelected)
      : field.type !== "hidden" && field.value !== field.defaultValue;
  const inUse = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
    || [...part.querySelectorAll("input, textarea, select")].some(changed);

  let asked = 0;
  async function ask() {
    if (document.hidden) return; // asks as soon as it is looked at again
    const turn = ++asked, overtaken = () => turn !== asked; // an answer that comes after a later question is old
    const address = `${place.dataset.poll}?seen=${encodeURIComponent(place.dataset.seen)}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Current-URL": location.href }, signal: AbortSignal.timeout(EVERY - 1_000) });
      const html = await answer.text();
      if (overtaken()) return;
      if (answer.status === 200) hear(html);
      else if (answer.status === 401) { signedOut(answer.headers.get("HX-Redirect")); return; }
      else if (answer.status === 403 || answer.status === 404) return;
      if (answer.ok && told().dataset.why === "link") tell();
    } catch { if (overtaken()) return; tell("No answer came just now. This page asks again by itself.", null, "link"); }
    later();
  }

  function hear(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const root = one("#following", made.content);
    if (!root) return;
    place.dataset.seen = root.dataset.seen;
    stopped ||= "over" in root.dataset; // nothing more will come
    for (const part of [...root.children]) {
      const shown = document.getElementById(part.id);
      if (!shown || shown.dataset.mark && shown.dataset.mark === part.dataset.mark) continue;
      if (inUse(shown)) { held = part; tell(part.dataset.words, () => show(held)); say(part.dataset.words); continue; }
      show(part);
    }
  }

  function show(part) {
    const shown = document.getElementById(part.id), focused = shown.contains(document.activeElement) ? document.activeElement.id : null;
    shown.replaceWith(part);
    htmx.process(part);
    if (part.dataset.words) { tell(); say(part.dataset.words); }
    if (focused === null) return;
    const now = (focused && document.getElementById(focused)) || one("h2, h3", part) || part;
    if (now.tabIndex < 0) now.tabIndex = -1;
    now.focus();
  }

  /* One line above what one is doing; `act` is the press that shows what it speaks of. */
  function tell(words = "", act = null, why = "") {
    const line = told();
    line.replaceChildren(words);
    line.dataset.why = why;
    if (!act) return;
    const button = document.createElement("button");
    button.type = "button"; button.id = "show-it"; button.textContent = "Show it";
    button.addEventListener("click", () => {
      const typed = [...document.querySelectorAll("#now textarea")].filter(changed).map((field) => field.value).join("\n");
      if (typed && !confirm(`You have not kept this:\n\n${typed}\n\nShow the other item and discard it?`)) return;
      act();
      const title = one("#now-title"); if (title) { title.tabIndex = -1; title.focus(); }
    });
    line.append(" ", button);
  }

  /* Signed out: to the door, but never away from something typed. */
  function signedOut(door) {
    if (!inUse(one("main"))) { location.assign(door); return; }
    const link = document.createElement("a");
    link.href = door; link.textContent = "Sign in";
    tell("You are signed out. What you typed is still here. ");
    told().append(link);
    say("You are signed out. What you typed is still here.");
  }

  /* What was sent is no longer unsent. */
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement?.closest?.("form");
    if (!form || form.hasAttribute("data-autosave") || ctx.request.method === "GET" || !(ctx.response.status < 400)) return;
    for (const field of form.elements) {
      if (/^(radio|checkbox)$/.test(field.type)) field.defaultChecked = field.checked;
      else if ("defaultValue" in field && field.type !== "hidden") field.defaultValue = field.value;
    }
  });

  const switched = one("#follow");
  switched?.addEventListener("click", (event) => {
    event.preventDefault();
    stopped = !stopped;
    const plain = switched.dataset.still.split("?")[0];
    history.replaceState(null, "", stopped ? switched.dataset.still : plain);
    switched.textContent = stopped ? "Follow again" : "Stop following";
    switched.href = stopped ? plain : switched.dataset.still;
    say(stopped ? "This page stays as it is." : "This page follows the meeting.");
    if (stopped) clearTimeout(waits); else ask();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !stopped) { clearTimeout(waits); ask(); } });
  later();
})();
