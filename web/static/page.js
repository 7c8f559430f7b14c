// What the page does in the browser itself: citations, the article dialog, copying, scrolling.
(() => {
  "use strict";
  const by = (selector, root = document) => root.querySelector(selector);

  function pointAt(hash) {
    const card = document.getElementById(hash.slice(1));
    if (!card) return;
    document.querySelectorAll(".card.active").forEach((other) => other.classList.remove("active"));
    card.classList.add("active");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    card.focus({ preventScroll: true });
  }

  function openReader(link) {
    let dialog = by("#reader");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "reader";
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = "×";
      close.setAttribute("aria-label", document.documentElement.lang === "en" ? "Close" : "Fermer");
      close.addEventListener("click", () => dialog.close());
      dialog.append(close, document.createElement("iframe"));
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      document.body.append(dialog);
    }
    const frame = by("iframe", dialog);
    frame.name = "reader-frame";
    frame.title = link.textContent.trim();
    frame.src = link.href;
    dialog.showModal();
  }

  async function copyTurn(button) {
    const turn = document.getElementById(button.dataset.copy);
    const text = (selector) => [...turn.querySelectorAll(selector)].map((node) => node.innerText.trim());
    const sources = [...turn.querySelectorAll(".sources .card")].map((card) => {
      const part = (selector) => by(selector, card)?.innerText.trim() || "";
      return `[${part(".number")}] ${part(".outlet")}, ${part(".headline")}, ${part(".date")} : « ${part("mark")} »`;
    });
    const said = [...text(".answer, .outcome p"), "", ...sources].join("\n");
    await navigator.clipboard.writeText(said);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 1500);
  }

  function printPage(text) {
    by("#print-frame")?.remove();
    const frame = document.createElement("iframe");
    frame.id = "print-frame";
    frame.title = "";
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.sandbox = "allow-same-origin allow-modals"; // no scripts: the dossier is text from elsewhere
    frame.addEventListener("load", () => frame.contentWindow.print());
    frame.srcdoc = text;
    document.body.append(frame);
  }

  function save(json) {
    const file = JSON.parse(json || "{}");
    if (file.fault) return void window.alert(file.fault);
    if (!file.text) return;
    if (file.print) return void printPage(file.text);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  window.sourcier = { save };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite, a.open, [data-copy], [data-prompt]");
    if (!link) return;
    if (link.matches("a.cite")) {
      event.preventDefault();
      pointAt(link.getAttribute("href"));
    } else if (link.matches("a.open") && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      openReader(link);
    } else if (link.matches("[data-copy]")) {
      copyTurn(link);
    } else if (link.matches("[data-prompt]")) {
      const name = window.prompt(link.dataset.prompt, link.dataset.name);
      if (name === null) event.stopPropagation();
      else link.dataset.name = name;
    }
  }, true);

  // A new turn is kept in sight while it grows, until its end or until the reader scrolls.
  let seen = 0, following = false;
  const leave = () => { following = false; };
  for (const name of ["wheel", "touchmove", "keydown"]) addEventListener(name, leave, { passive: true });

  function watchLog() {
    const log = by("#log");
    if (!log) return void setTimeout(watchLog, 100);
    new MutationObserver(() => {
      const turns = log.querySelectorAll(".turn");
      const last = turns[turns.length - 1];
      following = following || turns.length > seen;
      seen = turns.length;
      if (!last || !following) return;
      last.scrollIntoView({ block: "start" });
      if (by(".actions", last)) following = false;
    }).observe(log, { childList: true, subtree: true });
  }

  function followFrame() {
    const head = by(".masthead");
    if (!head) return void setTimeout(followFrame, 100);
    document.documentElement.lang = head.dataset.language;
    if (innerWidth > 820) by("#question textarea")?.focus({ preventScroll: true });
    const scheme = () => {
      document.documentElement.style.colorScheme = document.body.classList.contains("dark") ? "dark" : "light";
    };
    scheme();
    new MutationObserver(scheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  watchLog();
  followFrame();
})();
