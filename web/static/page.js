// What the page does in the browser itself: citations, the article dialog, copying, scrolling.
(() => {
  "use strict";
  const by = (selector, root = document) => root.querySelector(selector);

  function pointAt(source) {
    const card = by(`.card[data-sources~="${source}"]`);
    if (!card) return;
    card.closest("details").open = true;
    document.querySelectorAll(".card.active, mark.active").forEach((other) => other.classList.remove("active"));
    card.classList.add("active");
    const mark = by(`mark[data-source="${source}"]`, card);
    if (mark) {
      mark.classList.add("active");
      const box = mark.closest("blockquote");
      box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - 24;
    }
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

  async function copyText(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch { // a page that came over plain http from another machine, or a browser that does not allow it
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
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
    if (!file.text && !file.base64) return;
    if (file.print) return void printPage(file.text);
    const content = file.text ?? Uint8Array.from(atob(file.base64), (sign) => sign.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  window.sourcier = { save };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite, a.open, [data-copy], [data-act=edit]");
    if (!link) return;
    if (link.matches("a.cite")) {
      event.preventDefault();
      pointAt(link.getAttribute("href").slice(1));
    } else if (link.matches("a.open") && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      openReader(link);
    } else if (link.matches("[data-copy]")) {
      copyText(link);
    } else if (link.matches("[data-act=edit]")) {
      by("#question textarea").focus();
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

  // What Gradio says itself is English, whatever the language of the page, or the JSON of a refused upload.
  const BUILT_IN = [
    [/Attempting reconnection/, "Le serveur ne répond plus. La page se rechargera dès qu'il sera de retour."],
    [/Connection errored out|Failed to fetch|NetworkError/, "Le serveur ne répond plus."],
    [/exceed the maximum allowed size of (\d+)[\d.]* Mb: (.*)/, "Trop volumineux ($1 Mo au plus par fichier) : $2"],
    [/^HTTP 413.*/, "Trop volumineux : 64 Mo au plus à la fois."],
    [/Upload failed/, "L'envoi a échoué."],
    [/More tabs/, "Autres onglets"],
    [/Uploading/, "Envoi"],
    [/Warning/, "Attention"],
    [/Error/, "Erreur"],
    [/Close/, "Fermer"],
  ];
  function plainly(text) {
    const known = document.documentElement.lang === "fr" && BUILT_IN.find(([words]) => words.test(text));
    if (known) return text.match(known[0])[0].replace(...known);
    const problem = text.match(/"detail":"((?:[^"\\]|\\.)*)"/);
    return problem ? JSON.parse(`"${problem[1]}"`) : text;
  }
  // Gradio's closed lists name an element that is not there; axe and screen readers stumble over it.
  const mended = new WeakSet();
  function controlWhenOpen(input) {
    if (mended.has(input)) return;
    mended.add(input);
    const list = input.getAttribute("aria-controls");
    const follow = () => {
      if (input.getAttribute("aria-expanded") === "true") input.setAttribute("aria-controls", list);
      else input.removeAttribute("aria-controls");
    };
    follow();
    new MutationObserver(follow).observe(input, { attributes: true, attributeFilter: ["aria-expanded"] });
  }
  // A date is typed as far as it is known, or picked from the browser's calendar.
  function addPicker(box) {
    const field = by("input, textarea", box);
    if (!field || by(".picker", box)) return;
    const picker = document.createElement("input");
    picker.type = "date";
    picker.className = "picker";
    const words = document.documentElement.lang === "en" ? "Pick a day" : "Choisir un jour";
    picker.setAttribute("aria-label", `${words} : ${by("[data-testid=block-info]", box)?.textContent.trim() || ""}`);
    picker.addEventListener("change", () => {
      field.value = picker.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.after(picker);
  }
  function speakPlainly(root) {
    document.querySelectorAll(".date-box").forEach(addPicker);
    for (const node of [root, ...root.querySelectorAll("[aria-label]")]) {
      const label = node.getAttribute("aria-label") || "";
      if (plainly(label) !== label) node.setAttribute("aria-label", plainly(label));
    }
    root.querySelectorAll("input[role=combobox][aria-controls]").forEach(controlWhenOpen);
    for (const node of root.querySelectorAll(".toast-title, .toast-message-text")) {
      const words = [...node.childNodes].find((child) => child.nodeType === 3 && child.data.trim());
      if (words && plainly(words.data) !== words.data) words.data = plainly(words.data);
    }
  }
  function watchBuiltIns() {
    speakPlainly(document.body);
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        if (target.closest("#log, #archive-list, #kept-list, #checked, #batch-open, #batch-list, #standing-list")) continue; // of our making
        for (const node of addedNodes) if (node.nodeType === 1) speakPlainly(node.parentElement || node);
      }
    }).observe(document.body, { childList: true, subtree: true });
  }

  // A list that is drawn anew keeps the focus where it was, on the control of the same key.
  let key = null;
  function keepFocus(list) {
    for (const name of ["click", "change", "keydown"]) {
      list.addEventListener(name, (event) => { key = event.target.closest("[data-key]")?.dataset.key || key; }, true);
    }
    new MutationObserver(() => {
      if (key === null || document.activeElement !== document.body) return;
      const again = [...list.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
      again?.focus({ preventScroll: true });
    }).observe(list, { childList: true, subtree: true });
  }
  // A tab is made when it is first opened, and its lists with it.
  function watchLists(waiting = ["#archive-list", "#archive-chart", "#batch-open"]) {
    const absent = waiting.filter((css) => !by(css));
    waiting.filter((css) => !absent.includes(css)).forEach((css) => keepFocus(by(css)));
    if (absent.length) setTimeout(watchLists, 300, absent);
  }

  function followFrame() {
    const head = by(".masthead");
    if (!head) return void setTimeout(followFrame, 100);
    document.documentElement.lang = head.dataset.language;
    watchBuiltIns();
    if (innerWidth > 820) by("#question textarea")?.focus({ preventScroll: true });
    const scheme = () => {
      document.documentElement.style.colorScheme = document.body.classList.contains("dark") ? "dark" : "light";
    };
    scheme();
    new MutationObserver(scheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  watchLog();
  watchLists();
  followFrame();
})();
