// Editing a draft's sheet: rows on the page, pasting from Excel, checks while typing, and nothing lost when a session ends.
// Nothing here is needed: without it every button asks the server, which answers with the same page.
(function () {
  "use strict";
  const form = document.getElementById("grid");
  if (!form) return;
  const table = form.querySelector("table[data-cells]");
  const state = form.querySelector("[data-state]");
  const KEY = "evalsite:draft:" + form.dataset.keep;
  const PAUSE = 700;
  let changed = form.hasAttribute("data-unsaved");
  let leaving = false;
  let timer = 0;
  let keeping = 0;
  let asked = 0;

  function rows() { return table ? Array.from(table.tBodies) : []; }
  function cells(row) { return Array.from(row.querySelectorAll("input:not([name=at]), select, textarea")); }
  function fields() { return Array.from(form.querySelectorAll(".cell input, .cell select, .cell textarea")); }
  function fieldOf(control) { return control.name.slice(control.name.indexOf(".") + 1); }

  function put(control, text) {
    if (control.tagName === "SELECT" && !Array.from(control.options).some(function (option) { return option.value === text; })) {
      control.add(new Option(text, text), 1);
    }
    control.value = text;
    // What a field for date and time cannot show, a plain one can: nothing that was typed is dropped.
    if (control.type === "datetime-local" && text && !control.value) { control.type = "text"; control.value = text; }
  }

  // --- rows ---

  function number() {
    rows().forEach(function (row, index) {
      row.querySelector(".pick span").textContent = index + 1;
      cells(row).forEach(function (control) {
        control.setAttribute("aria-label", control.getAttribute("aria-label").replace(/\d+/, index + 1));
      });
    });
  }

  // One key more than the largest; looked for once, since hundreds of rows may be pasted.
  let lastKey = -1;
  function newKey() {
    if (lastKey < 0) rows().forEach(function (each) { lastKey = Math.max(lastKey, Number(each.dataset.row.slice(1))); });
    return "r" + ++lastKey;
  }

  function rekey(part, old, key) {
    if (part.dataset.row === old) {
      part.dataset.row = part.id = key;
      part.querySelector("[name=at]").value = key;
    }
    for (const element of part.querySelectorAll("[id], [name], [data-says], [aria-describedby]")) {
      for (const name of ["id", "name", "data-says", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value === old) element.setAttribute(name, key);
        else if (value && value.includes(old + ".")) element.setAttribute(name, value.replace(old + ".", key + "."));
      }
    }
  }

  function addAfter(row) {
    const beside = row || table.tBodies[table.tBodies.length - 1];
    const made = beside.cloneNode(true);
    rekey(made, made.dataset.row, newKey());
    made.querySelector("[name=at]").checked = false;
    cells(made).forEach(function (control) { control.value = ""; });
    beside.after(made);
    clear(made);
    help(made);
    return made;
  }

  function chosen() {
    const ticked = rows().filter(function (row) { return row.querySelector("[name=at]").checked; });
    if (ticked.length) return ticked;
    return current && current.isConnected ? [current] : [];
  }

  let current = null;
  form.addEventListener("focusin", function (event) {
    const row = event.target.closest("tbody[data-row]");
    if (row) current = row;
  });

  function move(act) {
    const picked = chosen();
    if (act === "insert") {
      const made = addAfter(picked[picked.length - 1]);
      cells(made)[0].focus();
    } else if (act === "remove") {
      if (picked.length === rows().length) addAfter(null);
      picked.forEach(function (row) { row.remove(); });
    } else {
      const order = act === "up" ? picked : picked.slice().reverse();
      order.forEach(function (row) {
        const beside = act === "up" ? row.previousElementSibling : row.nextElementSibling;
        if (!beside || beside.tagName !== "TBODY" || picked.includes(beside)) return;
        if (act === "up") beside.before(row); else beside.after(row);
      });
    }
    number();
    touched();
  }

  form.addEventListener("click", function (event) {
    const button = event.target.closest("button[name=act]");
    if (!button || button.value === "save" || !table) return;
    event.preventDefault();
    move(button.value);
  });

  // --- pasting from Excel ---

  // Cells are parted by tabs, rows by line ends; a cell with either in it, or with a quote, stands in quotes.
  function parse(text) {
    const out = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const line = out[out.length - 1];
      const char = text[i];
      if (quoted) {
        if (char === '"' && text[i + 1] === '"') { line[line.length - 1] += char; i++; }
        else if (char === '"') quoted = false;
        else line[line.length - 1] += char;
      } else if (char === '"' && line[line.length - 1] === "") quoted = true;
      else if (char === "\t") line.push("");
      else if (char === "\n") out.push([""]);
      else if (char !== "\r") line[line.length - 1] += char;
    }
    if (out.length > 1 && out[out.length - 1].join("") === "") out.pop();
    return out;
  }

  form.addEventListener("paste", function (event) {
    const control = event.target.closest(".cell input, .cell select, .cell textarea");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!control || !table || !/[\t\n]/.test(text.trim())) return;
    const several = text.includes("\t") || control.tagName !== "TEXTAREA" || text.trim().split("\n").length > 1;
    if (!several) return;
    event.preventDefault();
    const first = cells(control.closest("tbody")).indexOf(control);
    let row = control.closest("tbody");
    parse(text).forEach(function (line, index) {
      if (index > 0) row = row.nextElementSibling && row.nextElementSibling.tagName === "TBODY" ? row.nextElementSibling : addAfter(row);
      const there = cells(row);
      line.forEach(function (value, place) { if (there[first + place]) put(there[first + place], value.trim()); });
      help(row);
    });
    if (rows()[rows().length - 1] === row) addAfter(row);
    number();
    touched();
  });

  // --- what a rule asks for ---

  // Sentences stand in the page, in its language, with names in braces for what is filled in.
  function filled(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function help(row) {
    const select = row.querySelector("select[data-rule]");
    const place = row.querySelector("[data-help]");
    if (!select || !place) return;
    const option = select.selectedOptions[0];
    const known = option && option.dataset.scope !== undefined;
    place.textContent = known ? filled(form.dataset.help, option.dataset) : "";
    unfold(row);
  }

  function unfold(row) {
    const said = row.querySelector("tr.said");
    if (said) said.hidden = Array.from(said.querySelectorAll("[data-says], [data-help], [data-means]")).every(function (one) {
      return one.textContent.trim() === "";
    });
  }

  // --- checks while typing ---

  // Most rows have nothing to say: the place for it is made when there is something.
  function placeFor(at) {
    const there = form.querySelector('[data-says="' + at + '"]');
    const key = at.split(".")[0], row = document.getElementById(key), blank = form.querySelector("template[data-said]");
    if (there || !blank || !row || row.tagName !== "TBODY" || row.querySelector("tr.said")) return there;
    const said = blank.content.firstElementChild.cloneNode(true);
    rekey(said, "new", key);
    row.append(said);
    return form.querySelector('[data-says="' + at + '"]');
  }

  // A field is described by its hint, where it has one, and by what is wrong with it.
  function describe(control, said) {
    const told = [control.dataset.hint, said].filter(Boolean).join(" ");
    if (told) control.setAttribute("aria-describedby", told); else control.removeAttribute("aria-describedby");
  }

  function clear(root) {
    root.querySelectorAll("[data-says]").forEach(function (place) { place.textContent = ""; });
    root.querySelectorAll(".bad-field").forEach(function (cell) { cell.classList.remove("bad-field"); });
    root.querySelectorAll("[aria-invalid]").forEach(function (control) { control.removeAttribute("aria-invalid"); describe(control, ""); });
    root.querySelectorAll("[data-means]").forEach(function (place) { place.textContent = ""; });
  }

  function paint(found) {
    clear(form);
    const list = document.getElementById("faultlist");
    const items = found.faults.map(function (fault) {
      const place = placeFor(fault.at);
      const text = fault.text;
      if (place) {
        const line = document.createElement(place.tagName === "DIV" ? "p" : "span");
        line.className = place.tagName === "DIV" ? "problem" : "";
        line.textContent = text;
        place.append(line);
      }
      const control = document.getElementById(fault.at);
      if (control && control.closest(".cell")) {
        control.closest(".cell").classList.add("bad-field");
        control.setAttribute("aria-invalid", "true");
        describe(control, "says-" + fault.at);
      }
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = "#" + fault.at;
      link.textContent = fault.where;
      item.append(link, form.dataset.colon + text);
      return item;
    });
    list.querySelector("ol").replaceChildren.apply(list.querySelector("ol"), items);
    list.querySelector("[data-count]").textContent = items.length;
    list.hidden = items.length === 0;
    const count = document.querySelector(".tabs [aria-current] [data-tab-count]");
    count.hidden = items.length === 0;
    count.firstChild.textContent = items.length;
    for (const key of Object.keys(found.meanings)) {
      const row = document.getElementById(key);
      if (row && row.querySelector("[data-means]")) row.querySelector("[data-means]").textContent = found.meanings[key];
    }
    rows().forEach(unfold);
  }

  function check() {
    const number = ++asked;
    fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, redirect: "error" })
      .then(function (answer) { if (!answer.ok) throw new Error(); return answer.json(); })
      .then(function (found) { if (number === asked) { paint(found); refreshPhone(); } })
      .catch(function () { /* saving will tell */ });
  }

  function touched() {
    changed = true;
    state.textContent = form.dataset.unsavedWords;
    keeping = keeping || window.setTimeout(keep, 250); // not at every stroke: of 600 rows it takes a while
    window.clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE);
  }

  form.addEventListener("input", function (event) { if (event.target.closest(".cell")) touched(); });
  form.addEventListener("change", function (event) {
    const row = event.target.closest("tbody[data-row]");
    if (row && event.target.matches("[data-rule]")) help(row);
  });

  // --- nothing lost ---

  function content() {
    if (!table) return fields().map(function (control) { return control.value; });
    return rows().map(function (row) {
      const line = {};
      cells(row).forEach(function (control) { if (control.value) line[fieldOf(control)] = control.value; });
      return line;
    });
  }

  // `sent` marks what was on its way to be saved: a page that says it was need not offer it again.
  function keep(sent) {
    window.clearTimeout(keeping);
    keeping = 0;
    try { sessionStorage.setItem(KEY, JSON.stringify({ version: form.dataset.version, before: form.elements.before.value, at: Date.now(), sent: sent === true, content: content() })); } catch (_) { /* full or forbidden */ }
  }
  function forget() { try { sessionStorage.removeItem(KEY); } catch (_) { /* forbidden */ } }
  function kept() {
    try { return JSON.parse(sessionStorage.getItem(KEY)); } catch (_) { return null; }
  }

  function fill(wanted) {
    if (!table) {
      fields().forEach(function (control, index) { put(control, wanted[index] || ""); });
    } else {
      while (rows().length < wanted.length) addAfter(null);
      rows().forEach(function (row, index) {
        const line = wanted[index] || {};
        cells(row).forEach(function (control) { put(control, line[fieldOf(control)] || ""); });
        help(row);
      });
    }
    number();
    touched();
  }

  let before = kept();
  if (before && before.sent && document.querySelector(".notice.good[role=status]")) { forget(); before = null; }
  const notice = form.querySelector("[data-kept]");
  if (before && !changed && JSON.stringify(before.content) !== JSON.stringify(content())) {
    const moved = before.version !== form.dataset.version;
    const when = new Date(before.at).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" });
    const words = notice.querySelector("[data-kept-words]");
    words.textContent = filled(moved ? words.dataset.moved : words.dataset.left, { when: when });
    notice.hidden = false;
    notice.querySelector("[data-restore]").addEventListener("click", function () {
      notice.hidden = true;
      form.elements.version.value = form.dataset.version = before.version;
      form.elements.before.value = before.before;
      fill(before.content);
    });
    notice.querySelector("[data-discard]").addEventListener("click", function () { notice.hidden = true; forget(); });
  } else if (!changed) {
    forget();
  }
  if (changed) keep();

  // --- the phone page beside the sheet ---

  const phoneButton = form.querySelector("[data-phone]");
  let phone = null;

  function showPhone() {
    const beside = document.createElement("div");
    beside.className = "beside no-print";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn small-btn close";
    close.textContent = phoneButton.dataset.close;
    close.addEventListener("click", function () { beside.remove(); phone = null; phoneButton.focus(); });
    phone = document.createElement("iframe");
    phone.name = "phone";
    phone.className = "phone";
    phone.title = phoneButton.textContent;
    beside.append(close, phone);
    document.body.append(beside);
  }

  // The page in the frame gives its heading the focus; while somebody types elsewhere it must not.
  function refreshPhone() {
    if (!phone) return;
    const shown = phone;
    shown.inert = true;
    shown.addEventListener("load", function () { window.setTimeout(function () { shown.inert = false; }, 300); }, { once: true });
    form.requestSubmit(phoneButton);
  }

  phoneButton.addEventListener("click", function () { if (!phone) showPhone(); });

  form.addEventListener("submit", function (event) {
    leaving = event.submitter !== phoneButton;
    if (leaving && changed) keep(true);
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("pagehide", function () { if (keeping) keep(); });
  window.addEventListener("beforeunload", function (event) { if (changed && !leaving) event.preventDefault(); });
})();
