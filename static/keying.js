/* Type ahead on the keying screen: keys pressed while a sheet is being saved go into the next one, in order. Without
   it one waits for the next sheet. What is typed ahead is dropped when a sheet is refused, since it was meant for another. */
(() => {
  "use strict";
  const ahead = [];
  let waiting = false;
  const form = () => document.getElementById("keying");
  const stops = () => [...form().querySelectorAll("input:not([type=hidden]), button, a[href]")];

  document.addEventListener("submit", (event) => { if (event.target === form()) waiting = true; }, true);

  document.addEventListener("keydown", (event) => {
    if (!waiting && !ahead.length) return;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.length > 1 && !["Tab", "Enter", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    ahead.push({ key: event.key, back: event.shiftKey });
  }, true);

  document.addEventListener("htmx:finally:request", (event) => {
    const ctx = event.detail.ctx;
    if (ctx.request.method === "GET" || ctx.sourceElement?.id !== "keying") return;
    setTimeout(() => { // once the next sheet has the focus
      waiting = false;
      if (!(ctx.response?.status < 400)) ahead.length = 0;
      replay();
    });
  });

  function replay() {
    while (ahead.length && !waiting) {
      const { key, back } = ahead.shift(), field = document.activeElement;
      if (!form().contains(field) || (field.type === "date" && key.length === 1)) { ahead.length = 0; return; }
      if (key === "Enter") form().requestSubmit();
      else if (key === "Tab") leave(field, back ? -1 : 1);
      else if (key === "Backspace") field.setRangeText("", Math.max(0, field.selectionStart - 1), field.selectionEnd, "end");
      else field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    }
  }

  function leave(field, step) {
    if (field.name === "code" && field.value) field.dispatchEvent(new Event("change", { bubbles: true })); // looks it up
    const all = stops();
    all[all.indexOf(field) + step]?.focus();
  }
})();
