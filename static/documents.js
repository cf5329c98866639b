/* Documents: the preview while typing rests, fields put in by a press, and a light question whether someone else saved.
   Nothing here touches the field that someone types in; every page works without it. */
(() => {
  "use strict";
  const RESTS = 800, EVERY = 20_000, one = (selector, root = document) => root.querySelector(selector);
  const say = (text) => { one("#status").textContent = text; };
  const part = async (address, body) => {
    const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: { "HX-Request": "true", "HX-Current-URL": location.href }, signal: AbortSignal.timeout(EVERY - 1_000) });
    if (answer.status !== 200) return null;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return made.content.firstElementChild;
  };

  const button = one("#preview-button"), field = one("#text");
  if (button && field) {
    let waits, turn = 0;
    const draw = async (told) => {
      const mine = ++turn;
      clearTimeout(waits);
      try {
        const drawn = await part(button.formAction, new URLSearchParams({ text: field.value }));
        if (mine !== turn) return; // an answer that comes after a later question is old
        if (drawn) one("#preview").replaceWith(drawn);
        if (told) say(drawn ? "The preview is drawn anew." : "The preview could not be drawn.");
      } catch { if (told) say("No answer came. The preview is as it was."); }
    };
    field.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(draw, RESTS); });
    button.addEventListener("click", (event) => { event.preventDefault(); draw(true); });
    let been = document.activeElement === field;
    field.addEventListener("focus", () => { been = true; }, { once: true });
    for (const name of document.querySelectorAll("[data-insert]")) {
      const press = document.createElement("button");
      press.type = "button"; press.className = "quiet"; press.textContent = `Put in ${name.textContent}`;
      press.addEventListener("click", () => {
        if (!been) field.setSelectionRange(field.value.length, field.value.length);
        field.setRangeText(name.textContent, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      });
      name.replaceWith(press);
    }
  }

  const place = one("#moved[data-poll]");
  if (!place) return;
  const { poll, seen } = place.dataset, address = `${poll}${poll.includes("?") ? "&" : "?"}seen=${seen}`;
  let next;
  const ask = async () => {
    clearTimeout(next);
    if (document.hidden) return; // asks as soon as it is looked at again
    try {
      const told = await part(address), words = told?.firstChild.textContent;
      if (told && words !== place.firstChild?.textContent) {
        const news = !place.firstChild;
        if (!place.contains(document.activeElement)) place.replaceChildren(...told.childNodes);
        if (news) say(`${words.trim()}`);
      }
    } catch {} // no link: asked again
    next = setTimeout(ask, EVERY);
  };
  // What is being saved is saved first, so that the page that comes has it.
  place.addEventListener("click", (event) => {
    const link = event.target.closest("#show-it");
    if (!link || !one("#section-form[aria-busy=true]")) return;
    event.preventDefault();
    setTimeout(() => link.click(), 200);
  });
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
  next = setTimeout(ask, EVERY);
})();
