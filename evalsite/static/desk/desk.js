// What makes the desk handier. Nothing here is needed: without it tables stay as the server ordered them and forms work.
"use strict";
(function () {
  // By pinyin in Chinese, by letters in English: the page says which it is. Its words stand in the page too.
  const collator = new Intl.Collator(document.documentElement.lang === "en" ? "en-GB" : "zh-Hans-CN", { numeric: true });

  function key(row, column) {
    const cell = row.cells[column];
    return cell ? (cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim()) : "";
  }

  function compare(a, b, column) {
    const x = key(a, column), y = key(b, column);
    if (x === y) return 0;
    if (x === "") return 1; // what has no value stays below, whichever way
    if (y === "") return -1;
    const m = Number(x), n = Number(y);
    return Number.isNaN(m) || Number.isNaN(n) ? collator.compare(x, y) : m - n;
  }

  // The order stands in the address too, so that it outlasts a reload and the next filter, and goes into files of what is shown.
  function tell(table, header, down) {
    const here = new URL(location.href);
    const others = here.searchParams.getAll("sort").filter(function (one) { return one.replace(/^-/, "").split(".")[0] !== table.id; });
    here.searchParams.delete("sort");
    others.concat((down ? "-" : "") + table.id + "." + header.dataset.key).forEach(function (one) { here.searchParams.append("sort", one); });
    history.replaceState(null, "", here);
    document.querySelectorAll("a[data-as-shown]").forEach(function (link) {
      const there = new URL(link.href);
      there.searchParams.delete("sort");
      here.searchParams.getAll("sort").forEach(function (one) { there.searchParams.append("sort", one); });
      link.href = there;
    });
    document.querySelectorAll("form[data-as-shown]").forEach(function (form) {
      form.querySelectorAll("input[name=sort]").forEach(function (one) { one.remove(); });
      here.searchParams.getAll("sort").forEach(function (one) {
        const kept = document.createElement("input");
        kept.type = "hidden";
        kept.name = "sort";
        kept.value = one;
        form.append(kept);
      });
    });
  }

  function sortBy(table, header) {
    const column = header.cellIndex;
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0], all = Array.from(body.rows);
    const totals = all.filter(function (row) { return row.classList.contains("sum"); });
    const rows = all.filter(function (row) { return !totals.includes(row); }).sort(function (a, b) {
      const order = compare(a, b, column);
      return down && key(a, column) !== "" && key(b, column) !== "" ? -order : order;
    });
    body.append(...totals, ...rows);
    if (header.dataset.key) tell(table, header, down);
  }

  function makeSortable(table) {
    if (!table.tHead || table.dataset.ready) return;
    table.dataset.ready = "yes";
    for (const header of table.tHead.rows[0].cells) {
      if (header.hasAttribute("data-unsorted") || header.textContent.trim() === "") continue;
      const button = document.createElement("button"), link = header.querySelector("a.sort");
      button.type = "button";
      button.append(...(link || header).childNodes);
      header.replaceChildren(button);
      button.addEventListener("click", function () { sortBy(table, header); });
    }
  }

  function filter(input) {
    const table = document.getElementById(input.dataset.filters);
    if (!table) return;
    const wanted = input.value.trim().toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }

  function prepare(root) {
    root.querySelectorAll("table.sortable").forEach(makeSortable);
    root.querySelectorAll("[data-drop]").forEach(makeDroppable);
    root.querySelectorAll("[data-goes]").forEach(function (button) { button.hidden = true; });
    root.querySelectorAll("input[data-filters]").forEach(function (input) {
      input.closest(".tools").hidden = false;
      input.addEventListener("input", function () { filter(input); });
    });
  }

  // A step that takes a while must not be started twice by an impatient click.
  document.addEventListener("submit", function (event) {
    const button = event.target.querySelector("button[data-busy]");
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    button.setAttribute("aria-disabled", "true");
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
  });
  // Coming back with the browser's own button shows the page as it was left: make its buttons usable again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[data-words]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.words;
    });
  });

  // The menu of a narrow window lies over the page: Escape folds it up again.
  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && document.querySelector(".top details[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A text that is meant to be sent elsewhere is copied by a button.
  document.querySelectorAll("[data-copies]").forEach(function (row) {
    const text = document.getElementById(row.dataset.copies), says = row.querySelector("[role=status]");
    row.hidden = false;
    row.querySelector("button").addEventListener("click", function () {
      text.select();
      const done = navigator.clipboard ? navigator.clipboard.writeText(text.value) : Promise.reject();
      done.catch(function () { if (!document.execCommand("copy")) throw new Error(); }).then(
        function () { says.textContent = says.dataset.done; },
        function () { says.textContent = says.dataset.refused; });
    });
  });

  // A choice goes at once for who points at it, and with Enter for who moves through it by keys: an arrow key alone never
  // leaves the page. The form's button is for everybody else; where it stands for one choice alone it is shown when needed.
  let hand = "";
  function isAsLoaded(choice) {
    const first = Array.from(choice.options).findIndex(function (one) { return one.defaultSelected; });
    return choice.selectedIndex === Math.max(0, first);
  }
  document.addEventListener("pointerdown", function () { hand = "pointer"; });
  document.addEventListener("keydown", function (event) {
    hand = event.key;
    const choice = event.key === "Enter" && event.target.closest("select[data-go]");
    if (!choice || isAsLoaded(choice)) return;
    event.preventDefault();
    choice.form.submit();
  });
  document.addEventListener("change", function (event) {
    if (!event.target.matches("select[data-go]")) return;
    if (hand === "pointer" || hand === "Enter") { event.target.form.submit(); return; }
    const button = event.target.form.querySelector("[data-goes]");
    if (button) button.hidden = false;
  });
  // What is selected in a text becomes the passage to hide: its form opens with it.
  function takeSelection() {
    const chosen = document.getSelection();
    const words = chosen && chosen.anchorNode && chosen.anchorNode.parentElement && chosen.anchorNode.parentElement.closest("[data-words]");
    const text = chosen ? chosen.toString().trim() : "";
    if (!words || !text || !words.contains(chosen.focusNode) || !words.textContent.includes(text)) return;
    const details = words.parentElement.querySelector("details");
    details.open = true;
    details.querySelector("[data-passage]").value = text;
  }
  document.addEventListener("mouseup", takeSelection);
  document.addEventListener("touchend", function () { setTimeout(takeSelection, 0); });
  document.addEventListener("keyup", function (event) { if (event.shiftKey || event.key === "Shift") takeSelection(); });

  // A workbook may be dropped on its field; one that is too large is told before it is sent.
  function makeDroppable(area) {
    const input = area.querySelector("input[type=file]"), says = area.querySelector("[data-drop-says]");
    const most = Number(area.dataset.most);
    area.querySelector("[data-drop-words]").hidden = false;
    function look() {
      const file = input.files[0];
      let problem = "";
      if (file && file.size > most) problem = says.dataset.large.replace("{size}", (file.size / 1048576).toFixed(1)).replace("{most}", most / 1048576);
      else if (file && !/\.xlsx$/i.test(file.name)) problem = says.dataset.kind;
      input.setCustomValidity(problem);
      says.textContent = problem;
    }
    input.addEventListener("change", look);
    area.addEventListener("dragover", function (event) { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", function () { area.classList.remove("over"); });
    area.addEventListener("drop", function (event) {
      event.preventDefault();
      area.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      look();
    });
  }

  document.addEventListener("htmx:load", function (event) { prepare(event.target); });
  prepare(document);
})();
