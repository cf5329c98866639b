/* What plain HTML and htmx do not do by themselves: send only what changed, with the newest version and a
   fresh token; keep in this browser what was not answered, and send it once when the link is back; say what
   happened; keep the focus; mark what was refused. Every page works without it.
   Comments here stand on lines of their own or behind " // ": web/headers.py leaves them out when it packs. */
(() => {
  "use strict";
  const MARKS = ["once", "version", "seen", "only", "settle", "press"];
  const baselines = new WeakMap(); // form → Map(name → value that the server is known to hold)
  const stale = new WeakMap(); // form → Map(name → version a field was read at, when it lags behind)
  const pressed = new WeakMap(); // form → its button that was pressed
  const one = (selector, root = document) => root.querySelector(selector);
  const say = (text) => { const line = one("#status"); if (line.textContent !== text) line.textContent = text; };
  const typing = () => document.activeElement.matches("main :is(input, textarea, select)");
  const formOf = (element) => element?.closest?.("form");
  const autosaves = (form) => form?.matches("[data-autosave]");
  const fields = (form) => [...form.elements].filter((e) => e.name && !MARKS.includes(e.name) && !/^(submit|button|file)$/.test(e.type));

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
  const boxed = (e) => /^(radio|checkbox)$/.test(e.type);
  const ticked = (e, on) => (on ? [e.value] : []);
  const now = (form) => holds(form, (e) =>
    boxed(e) ? ticked(e, e.checked)
      : e.tagName === "SELECT" ? [...e.selectedOptions].map((o) => o.value) : [e.value]);
  const drawn = (form) => holds(form, (e) => {
    if (boxed(e)) return ticked(e, e.defaultChecked);
    if (e.tagName !== "SELECT") return [e.defaultValue];
    const chosen = [...e.options].filter((o) => o.defaultSelected);
    return (chosen.length || e.multiple ? chosen : [...e.options].slice(0, 1)).map((o) => o.value);
  });
  const same = (a, b) => (a ?? []).join("\0").replace(/\r\n/g, "\n") === (b ?? []).join("\0").replace(/\r\n/g, "\n");
  const known = (form) => { if (!baselines.has(form)) baselines.set(form, drawn(form)); return baselines.get(form); };
  const lagging = (form) => { if (!stale.has(form)) stale.set(form, new Map()); return stale.get(form); };

  /* What is on its way, or waits since no answer came: kept in this browser for one person on one site. */
  const who = document.documentElement.dataset.who, MINE = `sras.${who}.`;
  let shelf = {};
  try { if (who) shelf = localStorage; } catch {} // not allowed: kept while the page is open
  const nameOf = (form) => `${form.getAttribute("action")} ${form.getAttribute("id") ?? ""}`;
  const waiting = () => Object.keys(shelf).filter((key) => key.startsWith(MINE)).sort().map((key) => JSON.parse(shelf[key]));
  const ofForm = (form) => waiting().filter((entry) => entry.form === nameOf(form));
  const liveForm = (entry) => [...document.forms].find((form) => nameOf(form) === entry.form);
  const lay = (entry) => { try { shelf[entry.key] = JSON.stringify(entry); } catch {} }; // when it is full, the page has it
  const drop = (entry) => { delete shelf[entry.key]; };
  const flies = (entry) => entry.until > Date.now();
  const named = (typed) => typed.get("only")?.split(" ") ?? [...new Set(typed.keys())].filter((name) => !MARKS.includes(name));

  /* What a person typed, in their own words, for the list of what waits. */
  const words = (form, typed) => fields(form).filter((e) => typed.has(e.name) && e.type !== "hidden").map((e) => {
    const label = (e.ariaLabel ?? e.labels[0]?.textContent ?? "").slice(0, 60);
    return boxed(e) ? e.checked && label : e.value && `${label}: ${e.selectedOptions?.[0].text ?? e.value}`;
  }).filter(Boolean).join("\n");

  /* A change keeps its key, the token it is sent with, however often that is, since it may have been saved when no
     answer came. The key says whose it is: the server takes it from no one else who signed in here meanwhile. */
  function keep(form, body, action) {
    body.delete("once");
    const text = `${body}`, before = ofForm(form), same = before.find((entry) => entry.body === text);
    if (same) return same;
    if (autosaves(form)) before.filter((entry) => !entry.sent).forEach(drop); // newer words stand for those that never left
    const entry = { key: `${MINE}${Date.now()}${Math.random()}`, form: nameOf(form), to: action, body: text,
      late: before.length > 0, at: location.href, what: one("h1").textContent.trim(), says: words(form, body) };
    lay(entry);
    return entry;
  }
  function press(ctx, form, body, given) {
    if (body instanceof FormData || one("[type=password]", form)) return; // neither is kept; the page's token will do
    const newest = given ?? keep(form, body, ctx.request.action);
    const entry = ctx.entry = (autosaves(form) && ofForm(form).find((each) => each.sent)) || newest; // in order
    ctx.left ||= entry !== newest;
    lay(Object.assign(entry, { sent: true, until: Date.now() + 14e3 }));
    ctx.request.body = new URLSearchParams(`${entry.body}&once=${entry.key}`);
  }

  /* What an autosaving form has to send: the fields that changed, of one version; null when there are none. */
  function changes(form, button) {
    const held = now(form), base = known(form), late = lagging(form);
    const kept = button ? "" : form.dataset.byPress; // saved by pressing only
    const changed = [...held.keys()].filter((name) => name !== kept && !same(held.get(name), base.get(name)));
    if (!changed.length && button !== "next") return null;
    const newest = Number(form.elements.version?.value ?? 0), version = (name) => Number(late.get(name) ?? newest);
    const oldest = Math.min(newest, ...changed.map(version)), body = new URLSearchParams();
    const first = changed.filter((name) => version(name) === oldest); // what was read later goes by itself
    for (const name of first) for (const value of held.get(name)) body.append(name, value);
    body.set("only", first.join(" "));
    if (form.elements.version) body.set("version", oldest); // 0: there was nothing yet
    if (button && first.length === changed.length) body.set("press", button);
    return { body, left: first.length < changed.length };
  }

  /* The body is made when the request really leaves, since htmx collects it before it queues. */
  function fill(ctx, form) {
    const body = ctx.request.body;
    if (!autosaves(form)) {
      if (body.has("version") && form.elements.version) body.set("version", form.elements.version.value);
      press(ctx, form, body, ctx.again);
      return true;
    }
    const button = pressed.get(form), found = changes(form, button), lost = ofForm(form).filter((entry) => entry.sent);
    if (!found) ofForm(form).filter((entry) => !entry.sent).forEach(drop); // it was taken back
    if (!found && !lost.length) {
      if (button && !one("#status").textContent.startsWith("Saved")) say("Saved"); // it is, all of it
      pressed.delete(form);
      state(form, "Saved");
      return false;
    }
    ctx.left = found ? found.left : true;
    press(ctx, form, found?.body, found ? null : lost[0]);
    ctx.request.keepalive = `${ctx.request.body}`.length < 6e4; // goes on when the page is left
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

  /* A plain form is sent like the others, so that what it holds is not lost with the link; the server leads on. */
  document.addEventListener("htmx:before:process", ({ target }) => {
    for (const form of [target, ...target.querySelectorAll("form")]) {
      if (!form.matches("main form[method=post]:not([hx-post],[enctype])") || one("[type=password]", form)) continue;
      form.setAttribute("hx-post", form.getAttribute("action"));
      form.setAttribute("hx-target", "body");
    }
  });

  document.addEventListener("htmx:config:request", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx.sourceElement);
    if (form && !autosaves(form) && form.getAttribute("aria-busy") === "true") event.preventDefault(); // a double click
  });

  document.addEventListener("htmx:before:request", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx.sourceElement);
    if (!form) clearErrors();
    if (!form || ctx.request.method === "GET") return;
    if (!fill(ctx, form)) { event.preventDefault(); return; }
    ctx.focused = document.activeElement.id;
    form.setAttribute("aria-busy", "true");
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    state(form, "Saving…");
    if (!ctx.again) say("Saving…");
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const form = formOf(event.detail.ctx.sourceElement);
    if (!form) return;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  });

  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx.sourceElement), status = ctx.response.status;
    active();
    if (!form || ctx.request.method === "GET") return;
    const answer = document.createElement("template");
    answer.innerHTML = ctx.text;
    const why = one("#fault p, #error-summary :is(p, li), #conflict-title", answer.content)?.textContent.trim(), saved = one("#saved", answer.content);
    if (status >= 500) { unsaved(form, why || "The server could not save it.", ctx, status === 500); return; }
    if (status === 401) {
      refuse(ctx.entry, "You were signed out.");
      // The page is left for the door: what was begun in its other forms comes along.
      for (const each of document.querySelectorAll("[hx-post]:not([data-autosave],[enctype])"))
        if (changes(each) && each !== form) refuse(keep(each, new URLSearchParams(new FormData(each)), each.getAttribute("hx-post")), "You were signed out.");
      return;
    }
    if (ctx.request.body.has("press")) pressed.delete(form);
    if (saved) compute(saved);
    if (status >= 400) {
      if (ctx.entry?.late) refuse(ctx.entry, why); else if (ctx.entry) drop(ctx.entry); // the page has it, and says why
      state(form, "Not saved");
      say(status === 409 ? "Not saved: someone else changed it. Choose what stands." : "Not saved: there is a problem.");
    } else {
      clearErrors();
      if (ctx.entry) done(ctx.entry, saved, form, ctx.request.body.has("settle"));
      if (autosaves(form)) settled(form, ctx, saved);
      else if (form.hasAttribute("data-empties") && (!ctx.again || words(form, ctx.request.body) === ctx.entry.says)) form.reset(); // one more can be typed
      state(form, "Saved");
    }
    shown();
    // What waited comes back: nothing is put where one types, or where it was not typed.
    if (ctx.again && (form.hidden || (typing() && (status >= 400 || !autosaves(form))))) event.preventDefault();
    if (status < 400) setTimeout(drain); // the link is there
  });

  document.addEventListener("htmx:error", (event) => {
    const ctx = event.detail.ctx, form = formOf(ctx?.sourceElement);
    if (form && ctx.request.method !== "GET") unsaved(form, "No answer came.", ctx);
  });

  /* A save came back: what was sent is now what the server holds, and so is what others saved meanwhile. */
  function settled(form, ctx, saved) {
    const base = known(form), late = lagging(form), typed = ctx.request.body;
    const waiting = (saved?.dataset.waiting ?? "").split(" "); // not complete yet, sent again with the rest
    for (const name of named(typed)) if (!waiting.includes(name)) { base.set(name, typed.getAll(name)); late.delete(name); }
    if (!saved) return;
    for (const other of saved.querySelectorAll("[data-other]")) {
      const name = other.dataset.other, held = now(form).get(name);
      if (document.activeElement.name !== name && same(held, base.get(name))) { put(form, name, other.textContent); base.set(name, now(form).get(name)); }
      else if (!late.has(name)) late.set(name, Number(typed.get("version")));
    }
    const shown = form.elements.version, version = saved.dataset.version;
    if (shown && version > Number(shown.value)) shown.value = version;
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

  function put(form, name, ...values) {
    for (const element of fields(form)) {
      if (element.name !== name || element.type === "hidden") continue;
      if (boxed(element)) element.checked = values.includes(element.value);
      else element.value = values[0] ?? "";
    }
  }

  const state = (form, text) => {
    const mine = ofForm(form).filter((entry) => entry.late);
    const words = mine.some((entry) => entry.why) ? "Not saved" : mine.length ? `Waiting (${mine.length})` : text;
    if (words) form.dataset.state = words; else delete form.dataset.state;
  };

  function unsaved(form, why, ctx, forNow) {
    const line = one("#status"), entry = ctx.entry;
    if (entry) lay(Object.assign(entry, { late: true, until: 0, why: forNow ? why : "" }));
    state(form, "Not saved");
    shown();
    if (ctx.again && line.textContent !== "Saving…") return; // said once
    line.innerHTML = `Not saved. ${safe(why)} What you typed ${entry && !forNow ? "waits here and is sent again" : "is still here"}. ${entry ? '<button id="try-again" class="quiet">Try again</button>' : ""}`;
  }

  /* Not to be sent by itself again: it is offered, on every page, until it is sent by hand or discarded. */
  function refuse(entry, why) {
    if (entry) lay(Object.assign(entry, { late: true, until: 0, sent: false, why: why || "There is a problem." }));
  }

  /* It is on the disk: what waits behind it was read after it, unless someone else changed that too. */
  function done(entry, saved, form, chose) {
    const version = saved?.dataset.version, read = new URLSearchParams(entry.body).get("version");
    drop(entry);
    if (chose) for (const each of document.forms) if (each.getAttribute("action") === entry.to) touched.delete(each); // it was chosen what stands
    for (const next of waiting()) {
      const body = new URLSearchParams(next.body);
      if (form.dataset.back === next.key || (chose && next.to === entry.to && next.why)) drop(next);
      else if (next.form === entry.form && !next.sent && body.get("version") === read && version - read === 1) {
        body.set("version", version);
        lay({ ...next, body: `${body}` });
      }
    }
  }

  /* Sends what waits, in order and by one tab alone: `all` sends also what only a person may send again, and what a tab that died had sent. */
  let draining;
  async function drain(all) {
    const due = (entry) => entry && (all || !(flies(entry) || entry.why)), read = (key) => shelf[key] && JSON.parse(shelf[key]);
    if (draining || !waiting().some(due)) return;
    draining = true;
    let sent = 0;
    const work = async () => {
      for (const { key } of waiting()) {
        const entry = read(key), live = entry && liveForm(entry);
        if (!due(entry)) continue;
        if (live?.matches("[aria-busy=true]")) break;
        const form = live ?? document.createElement("form"); // it may not be on this page
        if (!live) { form.hidden = true; document.body.append(form); }
        await htmx.ajax("POST", entry.to, { source: form, again: entry });
        if (!live) form.remove();
        if (!read(key)) sent += 1;
        else if (!read(key).why) break; // no link yet
      }
    };
    await (navigator.locks ? navigator.locks.request(MINE, { ifAvailable: true }, (lock) => lock && work()) : work());
    draining = false;
    shown();
    if (sent && !waiting().length) say("Saved. Nothing waits.");
  }

  /* What waits, at the same place on every page. */
  const safe = (text) => new Option(text).innerHTML; // for what stands between tags
  function shown() {
    const old = one("#waiting"), focused = old?.contains(document.activeElement);
    for (const form of document.querySelectorAll("[data-state]")) if (form.dataset.state !== "Saving…") state(form, form.dataset.state.replace(/^W.*/, "")); // waiting is counted anew
    const list = waiting().filter((entry) => entry.late).map(({ key, at, what, says, why }, place) => `<li><a href="${at}">${safe(what)}</a><p class="error">${safe(why)}</p><p class="nl">${safe(says)}</p><button data-discard="${key}">Discard<span class="unseen"> ${place + 1}</span></button></li>`);
    if (!list.length) { old?.remove(); if (focused) one("#main").focus(); return; }
    const box = old ?? document.createElement("aside"), open = one("[open]", box) ? " open" : "";
    box.id = "waiting";
    box.innerHTML = `<details${open}><summary>${list.length} waiting</summary><ul>${list.join("")}</ul><button id="send-now">Send now</button></details>`;
    if (!old) one("#status").after(box);
    if (focused) one("summary", box).focus();
  }
  document.addEventListener("click", ({ target }) => {
    if (/try-again|send-now/.test(target.id)) { say("Saving…"); drain(true); }
    for (const entry of waiting()) if (entry.key === target.dataset.discard) {
      const form = liveForm(entry);
      drop(entry);
      if (form) state(form, "");
      if (autosaves(form)) for (const name of named(new URLSearchParams(entry.body))) put(form, name, ...(known(form).get(name) ?? []));
      shown();
    }
  });

  addEventListener("storage", shown); // another tab sent or discarded something

  /* A page that opens brings back what was typed in it and not saved. */
  function restore() {
    let held;
    for (const entry of waiting()) {
      if (flies(entry)) continue;
      lay(Object.assign(entry, { late: true }));
      const form = liveForm(entry), typed = new URLSearchParams(entry.body), read = Number(typed.get("version"));
      if (!form) continue;
      if (entry.why || autosaves(form)) {
        known(form);
        for (const name of named(typed)) {
          put(form, name, ...typed.getAll(name));
          if (typed.has("version") && read < Number(form.elements.version?.value)) lagging(form).set(name, read);
        }
        for (let around = form; (around = around.closest("details")); around = around.parentElement) around.open = true;
        if (!autosaves(form)) form.dataset.back = entry.key;
        held ||= entry.why;
      }
      state(form, "");
    }
    return held;
  }

  /* The page is left: what was typed and not sent yet goes with the next one. */
  const touched = new WeakSet();
  let typedIn;
  document.addEventListener("input", ({ target }) => {
    const form = formOf(typedIn = target) ?? target;
    touched.add(form);
    if (form.dataset.state === "Saved") delete form.dataset.state;
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll("[data-autosave]")) {
      const found = touched.has(form) && changes(form);
      if (found) keep(form, found.body, form.getAttribute("hx-post"));
    }
    for (const entry of waiting()) if (flies(entry)) lay({ ...entry, until: 0 });
  });

  /* Who signs out hears first what was not sent; nothing of it stays here afterwards. */
  document.addEventListener("submit", (event) => {
    const form = event.target, all = waiting();
    if (!who || !form.getAttribute("action")?.endsWith("/sign-out")) return;
    if (one("main form[aria-busy=true]")) setTimeout(() => form.requestSubmit(), 300); // once that is saved
    else if (!all.length || confirm(`Not saved yet:\n\n${all.map((entry) => `${entry.what}: ${entry.says}`).join("\n\n")}\n\nSign out and discard this?`)) {
      all.forEach(drop);
      shelf = {};
      return;
    }
    event.preventDefault();
  });

  /* A session ends some hours after the last request: said in time, and any key keeps it. */
  const IDLE = document.documentElement.dataset.idle * 6e4;
  let warned, seen;
  const active = () => { seen = Date.now(); warned = false; };
  const stay = () => fetch(location.href, { method: "HEAD" }).then(({ redirected }) => { if (!redirected) { say("You stay signed in."); active(); } }).catch(() => {});
  function watch() {
    const left = seen + IDLE - Math.min(3e5, IDLE / 5) - Date.now(); // the server notes every fifth minute
    if (warned || !(left > 0 && left < 18e4)) return;
    warned = true;
    say(`You will be signed out in ${Math.ceil(left / 6e4)} minutes. Press a key to stay.`);
  }
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => warned && stay());

  setInterval(() => { watch(); drain(); }, 15e3);
  addEventListener("offline", () => say("No connection. What you type waits here."));
  addEventListener("online", () => { say("Connected again."); drain(); });

  /* Refused: focus the summary and mark the fields with the same words. */
  function clearErrors() {
    one("#errors")?.replaceChildren();
    one("#conflict")?.replaceChildren();
    unmark();
    document.title = document.title.replace(/^Error: /, "");
  }
  function unmark() {
    for (const note of document.querySelectorAll("[data-refused]")) note.remove();
    for (const field of document.querySelectorAll("[data-described]")) {
      if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
      else field.removeAttribute("aria-describedby");
      field.removeAttribute("aria-invalid"); delete field.dataset.described;
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
    field.dataset.described = described;
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
    const link = event.target.closest?.("#error-summary a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx, status = ctx?.response?.status;
    if (status >= 400) { if (!ctx.text.includes('id="saved"')) { unmark(); showRefusal(); } return; }
    if (document.activeElement !== document.body) return;
    let target = typeof ctx?.target === "string" ? one(ctx.target) : ctx?.target; // a header names it by selector
    if (target?.id && !target.isConnected) target = document.getElementById(target.id); // drawn anew
    let place = (ctx?.focused && document.getElementById(ctx.focused)) || (target && one("[data-focus]", target)) || target;
    shown();
    if (target === document.body || !place?.isConnected) place = one("h1");
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("DOMContentLoaded", () => {
    active();
    // Chosen before this ran: saved as if it were chosen now.
    for (const form of document.querySelectorAll("[data-autosave]"))
      if (!one("#error-summary") && changes(form)) setTimeout(() => form.requestSubmit());
    const line = one("#status"), back = restore() && "What you typed is back, and not saved yet.", told = line.textContent || back;
    showRefusal();
    shown();
    setTimeout(drain); // once htmx has seen the forms
    if (!told) return;
    line.textContent = ""; // a status that is there from the start is not read out
    setTimeout(() => line.textContent || say(told), 100); // unless something was said since
    if (document.activeElement === document.body) one("h1")?.focus(); // autofocus gives way to an anchor
  });

  /* Menus made of details close with Escape and when the focus leaves them. */
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("nav details[open]");
    if (menu) { menu.open = false; one("summary", menu)?.focus(); }
    // Who types on while the page takes the focus, to say why it was not saved, types on in the field.
    if (/^(.|Backspace)$/u.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey && event.target.matches("#conflict-form, #error-summary")) typedIn?.focus();
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll("nav details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
})();
