"use strict";
(() => {
  const words = document.getElementById("words").dataset;
  const key = (row, column) => {
    const cell = row.cells[column];
    const text = (cell.dataset.sort ?? cell.textContent).trim();
    const number = cell.classList.contains("number") ? parseFloat(text.replace(/^[^0-9.−-]*/, "").replace("−", "-")) : NaN;
    return { text, number };
  };
  const compare = (a, b) => {
    const numbers = !Number.isNaN(a.number) && !Number.isNaN(b.number);
    return numbers ? a.number - b.number : a.text.localeCompare(b.text, document.documentElement.lang);
  };
  for (const table of document.querySelectorAll("table.long")) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      if (head.textContent.trim() === "") return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = Array.from(body.rows, (row, i) => ({ row, i, key: key(row, column) }));
        keyed.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)) || a.i - b.i);
        body.append(...keyed.map((k) => k.row));
      });
    });
    if (rows.length < 2) continue;
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = words.search;
    search.setAttribute("aria-label", words.search);
    const count = document.createElement("output");
    const bar = document.createElement("p");
    bar.className = "search";
    bar.append(search, count);
    table.parentElement.before(bar);
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = Array.from(row.cells, (c) => (c.querySelector("details") ? "" : c.textContent)).join(" ").toLocaleLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = wanted.length === 0 ? "" : shown === 0 ? words.none : `${shown} / ${rows.length}`;
    });
  }
  const open = [];
  addEventListener("beforeprint", () => {
    for (const row of document.querySelectorAll("table.long tr[hidden]")) {
      row.hidden = false;
      open.push(row);
    }
  });
  addEventListener("afterprint", () => {
    for (const row of open.splice(0)) row.hidden = true;
  });
})();
