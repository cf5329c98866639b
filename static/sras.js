/* What plain HTML and htmx do not do by themselves: send only what changed, with the newest version and a
   fresh token; say what happened; keep the focus; mark what was refused. Every page works without it. */
(() => {
  "use strict";
  const MARKS = ["once", "version", "seen", "only", "settle", "press"];
  const baselines = new WeakMap(); // form → Map(name → value that the server is known to hold)
  const stale = new WeakMap(); // form → Map(name → version a field was read at, when it lags behind)
  const unanswered = new WeakMap(); // form → what was sent and its token, while no answer came
  const pressed = new WeakMap(); // form → its button that was pressed
  const one = (selector, root = document) => root.querySelector(selector);
  const say = (text) => { const line = one("#status"); if (line && line.textContent !== text) line.textContent = text; };
  const token = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const formOf = (element) => element?.closest?.("form");
  const autosaves = (form) => form?.hasAttribute("data-autosave");
  const fields = (form) => [...form.elements].filter((e) => e.name && !MARKS.includes(e.name) && e.type !== "submit" && e.type !== "button" && e.type !== "file");

  /* What a form holds: name → values joined; `read` says which values of one element count. */
  function holds(form, read) {
    const held = new Map();
    for (const element of fields(form)) {
      const values = read(element);
      const before = held.get(element.name);
      held.set(element.name, before?.length ? [...before, ...values] : values);
    }
    return held;
  }
  const ticked = (e, on) => (on ? [e.value] : []);
  const now = (form) => holds(form, (e) =>
    /^(radio|checkbox)$/.test(e.type) ? ticked(e, e.checked)
      : e.tagName === "SELECT" ? [...e.selectedOptions].map((o) => o.value) : [e.value]);
  const drawn = (form) => holds(form, (e) => {
    if (/^(radio|checkbox)$/.test(e.type)) return ticked(e, e.defaultChecked);
    if (e.tagName !== "SELECT") return [e.defaultValue];
    const chosen = [...e.options].filter((o) => o.defaultSelected);
    return (chosen.length || e.multiple ? chosen : [...e.options].slice(0, 1)).map((o) => o.value);
  });
  const same = (a, b) => (a ?? []).join("\0").replace(/\r\n/g, "\n") === (b ?? []).join("\0").replace(/\r\n/g, "\n");
  const known = (form) => { if (!baselines.has(form)) baselines.set(form, drawn(form)); return baselines.get(form); };
  const lagging = (form) => { if (!stale.has(form)) stale.set(form, new Map()); return stale.get(form); };

  /* A press that is sent once more, since no answer came, keeps its token: it may have been saved. */
  function press(form, body) {
    body.delete("once");
    const sent = JSON.stringify([...body].map(([name, value]) => [name, value.name ? [value.name, value.size, value.lastModified] : value]));
    const last = unanswered.get(form), once = last?.sent === sent ? last.once : token();
    unanswered.set(form, { sent, once });
    body.set("once", once);
  }

  /* The body is made when the request really leaves, since htmx collects it before it queues. */
  function fill(ctx, form) {
    const body = ctx.request.body;
    if (autosaves(form)) {
      const held = now(form), base = known(form), late = lagging(form), button = pressed.get(form);
      const kept = button ? "" : form.dataset.byPress; // saved by pressing only
      let changed = [...held.keys()].filter((name) => name !== kept && !same(held.get(name), base.get(name)));
      if (!changed.length && button !== "next") {
        if (button && !one("#status").textContent.startsWith("Saved")) say("Saved"); // it is, all of it
        pressed.delete(form);
        return false;
      }
      const newest = Number(form.elements.version?.value ?? 0), version = (name) => Number(late.get(name) ?? newest);
      const oldest = Math.min(newest, ...changed.map(version));
      ctx.left = changed.some((name) => version(name) !== oldest); // what was read later goes by itself
      changed = changed.filter((name) => version(name) === oldest);
      const partial = new URLSearchParams();
      for (const name of changed) for (const value of held.get(name)) partial.append(name, value);
      partial.set("only", changed.join(" "));
      if (oldest) partial.set("version", oldest);
      if (button && !ctx.left) { partial.set("press", button); ctx.pressed = true; }
      ctx.request.keepalive = `${partial}`.length < 6e4; // goes on when the page is left
      press(form, partial);
      ctx.request.body = partial;
      ctx.sent = { version: oldest, values: new Map(changed.map((name) => [name, held.get(name)])) };
    } else if (body?.has?.("once")) {
      if (body.has("version") && form.elements.version) body.set("version", form.elements.version.value);
      press(form, body);
    }
    return true;
  }

  document.addEventListener("submit", ({ submitter, target }) => { if (submitter?.name === "press") pressed.set(target, submitter.value); }, true);

  /* A choice by key rests a second, or until its group is left: what is passed over is not sent. */
  let rest, resting;
  const send = () => { clearTimeout(rest); resting?.requestSubmit(); resting = null; };
  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (!event.target.matches("[type=radio]:focus-visible") || !autosaves(form)) return;
    event.stopPropagation();
    if (resting === form) clearTimeout(rest); else send();
    [resting, rest] = [form, setTimeout(send, 1000)];
  }, true);
  document.addEventListener("focusout", (event) => { if (event.relatedTarget?.name !== event.target.name) send(); });
  addEventListener("pagehide", send);

  document.addEventListener("htmx:config:request", (event) => {
    const form = formOf(event.detail.ctx.sourceElement);
    if (form && !autosaves(form) && form.getAttribute("aria-busy") === "true") event.preventDefault(); // a double click
  });

  document.addEventListener("htmx:before:request", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx.sourceElement);
    if (!form || ctx.request.method === "GET") return;
    if (!fill(ctx, form)) { event.preventDefault(); return; }
    ctx.focused = document.activeElement?.id;
    form.setAttribute("aria-busy", "true");
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    say("Saving…");
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const form = formOf(event.detail.ctx.sourceElement);
    if (!form) return;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  });

  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx.sourceElement), status = ctx.response.status;
    if (!form || ctx.request.method === "GET") return;
    if (status >= 500) { unsaved(form, "The server could not save it."); return; }
    unanswered.delete(form);
    if (ctx.pressed) pressed.delete(form);
    const answer = document.createElement("template");
    answer.innerHTML = ctx.text;
    const saved = one("#saved", answer.content);
    if (saved) compute(saved);
    if (status === 409) say("Not saved: someone else changed it. Choose what stands.");
    else if (status >= 400) say("Not saved: there is a problem.");
    else { clearErrors(); if (ctx.sent) settled(form, ctx, saved); else if (form.hasAttribute("data-empties")) form.reset(); } // one more can be typed
  });

  document.addEventListener("htmx:error", (event) => {
    const form = formOf(event.detail.ctx?.sourceElement);
    if (form) unsaved(form, "No answer came.");
  });

  /* A save came back: what was sent is now what the server holds, and so is what others saved meanwhile. */
  function settled(form, ctx, saved) {
    const base = known(form), late = lagging(form);
    const waiting = (saved?.dataset.waiting ?? "").split(" "); // not complete yet, sent again with the rest
    for (const [name, value] of ctx.sent.values) if (!waiting.includes(name)) { base.set(name, value); late.delete(name); }
    if (!saved) return;
    for (const other of saved.querySelectorAll("[data-other]")) {
      const name = other.dataset.other, held = now(form).get(name);
      const typing = fields(form).some((e) => e.name === name && e === document.activeElement);
      if (!typing && same(held, base.get(name))) { put(form, name, other.textContent); base.set(name, now(form).get(name)); }
      else if (!late.has(name)) late.set(name, ctx.sent.version);
    }
    if (saved.dataset.version && form.elements.version) form.elements.version.value = saved.dataset.version;
    if (ctx.left) setTimeout(() => form.requestSubmit());
  }

  function compute(saved) {
    for (const computed of saved.querySelectorAll("[data-computed]"))
      for (const place of document.querySelectorAll(`[data-shows="${computed.dataset.computed}"]`)) {
        place.textContent = computed.textContent;
        if (computed.dataset.tone !== undefined) place.className = `tag ${computed.dataset.tone}`;
        const bar = place.previousElementSibling, counted = computed.textContent.match(/^(\d+) of (\d+)/);
        if (bar?.tagName === "PROGRESS" && counted) [bar.max, bar.value] = [counted[2], counted[1]];
      }
  }

  function put(form, name, value) {
    for (const element of fields(form)) {
      if (element.name !== name) continue;
      if (/^(radio|checkbox)$/.test(element.type)) element.checked = element.value === value;
      else element.value = value;
    }
  }

  function unsaved(form, why) {
    const line = one("#status");
    if (!line) return;
    line.textContent = `Not saved. ${why} What you typed is still here. `;
    const again = document.createElement("button");
    again.type = "button"; again.id = "try-again"; again.className = "quiet"; again.textContent = "Try again";
    again.addEventListener("click", () => form.requestSubmit());
    line.append(again);
  }

  /* Refused: focus the summary and mark the fields with the same words. */
  function clearErrors() {
    one("#errors")?.replaceChildren();
    one("#conflict")?.replaceChildren();
    unmark();
    document.title = document.title.replace(/^Error: /, "");
  }
  function unmark() {
    for (const note of document.querySelectorAll("[data-refused]")) note.remove();
    for (const field of document.querySelectorAll("[data-marked]")) {
      field.removeAttribute("aria-invalid"); field.removeAttribute("data-marked");
      if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
      else field.removeAttribute("aria-describedby");
    }
  }
  function mark(link) {
    const named = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const field = named?.closest("[role=radiogroup]") ?? named; // a single radio cannot be invalid, its group can
    if (!field || field.hasAttribute("aria-invalid")) return;
    const note = document.createElement("p");
    note.className = "error"; note.id = `${field.id}-refused`; note.dataset.refused = ""; note.textContent = link.textContent;
    (field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field).after(note);
    const described = field.getAttribute("aria-describedby") ?? "";
    field.dataset.described = described; field.dataset.marked = "";
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${described} ${note.id}`.trim());
  }
  function showRefusal() {
    const summary = one("#error-summary") ?? one("#conflict-form");
    if (!summary) return;
    if (summary.id === "error-summary") {
      summary.querySelectorAll("a[href^='#']").forEach(mark);
      if (!document.title.startsWith("Error: ")) document.title = `Error: ${document.title}`;
    }
    summary.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#error-summary a[href^='#'], #error-summary-list a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
  });

  document.addEventListener("htmx:before:request", (event) => {
    const form = formOf(event.detail.ctx.sourceElement);
    if (!form) clearErrors();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx, status = ctx?.response?.status;
    if (status >= 400) { if (!ctx.text.includes('id="saved"')) { unmark(); showRefusal(); } return; }
    if (document.activeElement && document.activeElement !== document.body) return;
    const target = typeof ctx?.target === "string" ? one(ctx.target) : ctx?.target; // a header names it by selector
    const place = (ctx?.focused && document.getElementById(ctx.focused)) || (target && one("[data-focus]", target)) || target;
    if (!place?.isConnected) { one("h1")?.setAttribute("tabindex", "-1"); one("h1")?.focus(); return; }
    if (place.tabIndex < 0) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("DOMContentLoaded", () => {
    const line = one("#status"), told = line?.textContent;
    showRefusal();
    if (!told) return;
    line.textContent = ""; // a status that is there from the start is not read out
    setTimeout(() => say(told), 100);
    if (document.activeElement === document.body) one("h1")?.focus(); // autofocus gives way to an anchor
  });

  /* Menus made of details close with Escape and when the focus leaves them. */
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("nav details[open]");
    if (menu) { menu.open = false; one("summary", menu)?.focus(); }
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll("nav details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  /* Who types on while the page takes the focus, to say why it was not saved, types on in the field. */
  let typedIn;
  document.addEventListener("input", (event) => { typedIn = event.target; });
  document.addEventListener("keydown", (event) => {
    const types = /^(.|Backspace)$/u.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (types && event.target.matches("#conflict-form, #error-summary")) typedIn?.focus();
  });
})();
