// Filters and sorts the table of customers in the browser; without this script it is read as it stands. What is chosen
// stands behind the # of the address (#status=blocked&sort=due), so that it can be sent, and survives the language switch.
{
  const form = document.querySelector(".csp-filter");
  if (form) {
    const language = document.documentElement.lang;
    const table = form.closest("article").querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const keys = heads.map((head) => head.querySelector("[data-sort]").dataset.sort);
    const rows = [...table.tBodies[0].rows]; // in the order of the file: what is urgent first
    const shown = form.querySelector("output");

    // ---- What a row says ---------------------------------------------------------------------------------------------

    const text = (row, name) => [...row.querySelectorAll(`[data-${name}]`)].map((one) => one.dataset[name]);
    const says = {
      status: (row) => text(row, "status"),
      route: (row) => text(row, "route"),
      seller: (row) => text(row, "seller"),
      blocker: (row) => text(row, "blocker"),
      month: (row) => text(row, "months").flatMap((months) => months.split(" ")),
    };
    const { fold } = csp;
    const words = new Map(rows.map((row) => [row, fold(row.textContent + " " + text(row, "id").join(" "))]));

    // ---- Choosing ----------------------------------------------------------------------------------------------------

    const isChosen = (row, asked) =>
      Object.entries(says).every(([name, of]) => !asked.get(name) || of(row).includes(asked.get(name))) &&
      fold(asked.get("text") ?? "").split(/\s+/).every((word) => words.get(row).includes(word));

    // ---- Sorting -----------------------------------------------------------------------------------------------------

    const collator = new Intl.Collator(language, { numeric: true });
    const states = [...form.elements.status.options].map((option) => option.value);
    const value = (row, column) => {
      const cell = row.cells[column];
      if (keys[column] === "status") return String(states.indexOf(text(row, "status")[0]));
      if (keys[column] === "progress") {
        const [closed, all] = cell.firstChild.textContent.split("/").map(parseFloat); // behind it: what to check again
        return String(Math.round(1000 * closed / all));
      }
      return (cell.querySelector("time") ?? cell).textContent.trim();
    };
    const missing = (said) => said === "–"; // nothing there: last, whichever way the rest goes
    const sorted = (column, back) => [...rows].sort((one, other) => {
      const [left, right] = [value(one, column), value(other, column)];
      if (missing(left) || missing(right)) return missing(left) - missing(right);
      return (back ? -1 : 1) * collator.compare(left, right);
    });

    // ---- Showing -----------------------------------------------------------------------------------------------------

    const show = () => {
      const asked = csp.chosen();
      for (const field of form.querySelectorAll("select, input")) field.value = asked.get(field.name) ?? "";
      const column = keys.indexOf(asked.get("sort"));
      const back = asked.get("order") === "desc";
      heads.forEach((head, number) => {
        if (number === column) head.setAttribute("aria-sort", back ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      table.tBodies[0].append(...(column < 0 ? rows : sorted(column, back)));
      let count = 0;
      for (const row of rows) count += !(row.hidden = !isChosen(row, asked));
      shown.textContent = csp.say("shown", { shown: count, all: rows.length });
    };
    const choose = (changes) => {
      csp.choose(changes);
      show();
    };

    form.addEventListener("input", ({ target }) => choose({ [target.name]: target.value }));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      choose(Object.fromEntries([...csp.chosen().keys()].map((name) => [name, ""])));
    });
    heads.forEach((head, number) => {
      const title = csp.say("sort", { column: head.textContent.trim() });
      const button = csp.button("csp-sort", "", () => {
        const now = head.getAttribute("aria-sort"); // up, down, as it was
        choose({ sort: now === "descending" ? "" : keys[number], order: now === "ascending" ? "desc" : "" });
      });
      button.title = title;
      button.append(...head.childNodes);
      head.append(button);
    });
    addEventListener("hashchange", show);
    show();
  }
}
