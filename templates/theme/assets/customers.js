// Filters and sorts the table of customers in the browser; without this script it is read as it stands. What is chosen
// stands behind the # of the address (#status=blocked&sort=due), so that it can be sent, and survives the language switch.
// Of few customers the rows are those of the page. Of many it has the first ones alone, and all of them are read from a
// script that `runbooks build` puts beside the languages' folders (customers/<lang>.js), and shown some at a time.
{
  const form = document.querySelector(".csp-filter");
  if (form) {
    const SHOWN = 50; // rows at a time of many
    const SUGGESTED = 30; // sellers that a few letters suggest
    const { root } = form.dataset; // of many alone
    const { element, fold } = csp;
    const article = form.closest("article");
    const table = article.querySelector("table");
    const [body] = table.tBodies;
    const heads = [...table.tHead.rows[0].cells];
    const keys = heads.map((head) => head.querySelector("[data-sort]").dataset.sort);
    const states = [...form.elements.status.options].map((option) => option.value);
    const output = form.querySelector("output");
    const ways = article.querySelector(".csp-paging:last-of-type"); // to the other pages
    const isChosen = {}; // by the name of a field
    let rows = []; // in the order of the file: what is urgent first

    // ---- A row of the page, and one of the script ----------------------------------------------------------------------

    const ofPage = (row) => {
      const cells = Object.fromEntries(keys.map((key, column) => [key, row.cells[column]]));
      const text = (name) => [...row.querySelectorAll(`[data-${name}]`)].map((one) => one.dataset[name]);
      const day = (key) => Date.parse(cells[key].querySelector("time")?.textContent);
      const [closed, all] = cells.progress.firstChild.textContent.split("/").map(parseFloat); // behind it: what to check again
      return {
        shown: () => row, said: () => `${row.textContent} ${text("id").join(" ")}`,
        status: text("status"), route: text("route"), seller: text("seller"), blocker: text("blocker"),
        month: text("months").flatMap((months) => months.split(" ")),
        sorted: {
          name: cells.name.textContent.trim(), status: states.indexOf(text("status")[0]), "cut-over": day("cut-over"), due: day("due"),
          blockers: parseFloat(cells.blockers.textContent), warnings: parseFloat(cells.warnings.textContent), progress: closed / all,
        },
      };
    };

    const every = (list, from) => list.filter((_, place) => place % 2 === from); // of pairs of ids and names
    const ofScript = (values, { words, states: names }) => {
      const [id, name, domain, status, urgent, sellers, routes, blockers, months, cutOver, isOpen, next] = values;
      const [inTheWay, warnings, closed, all, toRecheck] = values.slice(12);
      const [due = "", step = "", link = "", owner = ""] = next ?? [];
      const day = (said) => Date.parse(said.slice(0, 10));
      const made = { seller: every(sellers, 0), sellers: every(sellers, 1), route: every(routes, 0), blocker: every(blockers, 0) };
      const dated = (said, isDeadline) => {
        const far = element("span", isDeadline ? "csp-in csp-deadline" : "csp-in");
        return element("span", "csp-when", element("time", "", said.slice(0, 10)), said.slice(10), far);
      };
      const linked = (page, said) => {
        const made = element("a", "", said);
        made.href = `${id}/${page}`;
        return made;
      };
      const cells = () => ({
        name: [linked("index.html", name), element("br"), element("small", "", `${made.sellers.join(words.comma)} · ${every(routes, 1).join(words.comma)}`)],
        status: [
          element("span", `csp-status csp-${status}`, names[status]),
          ...(urgent ? [" ", element("span", "csp-status csp-urgent-mark", words.urgent)] : []),
          ...every(blockers, 1).flatMap((title) => [element("br"), element("small", "", title)]),
        ],
        "cut-over": [cutOver ? dated(cutOver, isOpen) : "–"],
        due: next ? [element("span", "csp-next",
          ...(status === "blocked" ? [element("small", "", words["free-first"])] : []), dated(due, status !== "blocked"), element("br"),
          linked(link, step), words.paren.replace("{text}", () => owner))] : ["–"],
        blockers: [String(inTheWay)],
        warnings: [String(warnings)],
        progress: [`${closed}/${all}`, ...(toRecheck
          ? [element("br"), element("span", "csp-state csp-recheck", words["to-recheck"].replace("{count}", toRecheck))] : [])],
      });
      return {
        ...made, status: [status], month: months.split(" "),
        said: () => [name, id, domain, names[status], urgent ? words.urgent : "", ...sellers, ...every(routes, 1), ...every(blockers, 1), cutOver, due, step, owner].join(" "),
        shown: () => {
          const said = cells();
          const row = element("tr", "", ...keys.map((key) => element("td", "", ...said[key])));
          heads.forEach((head, column) => { row.cells[column].style.textAlign = head.style.textAlign; });
          return row;
        },
        sorted: {
          name, status: states.indexOf(status), "cut-over": day(cutOver), due: day(due),
          blockers: inTheWay, warnings, progress: closed / all,
        },
      };
    };

    // ---- Choosing ----------------------------------------------------------------------------------------------------

    for (const name of ["status", "route", "blocker", "month", "seller"]) isChosen[name] = (row, said) => row[name].includes(said);
    isChosen.text = (row, said) => {
      row.words ??= fold(row.said());
      return fold(said).split(/\s+/).every((word) => row.words.includes(word));
    };
    const chosen = (asked) => {
      const wanted = Object.entries(isChosen).filter(([name]) => asked.get(name));
      return rows.filter((row) => wanted.every(([name, holds]) => holds(row, asked.get(name))));
    };

    // ---- Sorting -----------------------------------------------------------------------------------------------------

    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const compare = (one, other) => (typeof one === "string" ? collator.compare(one, other) : one - other);
    const missing = (value) => Number.isNaN(value); // nothing there: last, whichever way the rest goes
    const sorted = (list, key, back) => [...list].sort((one, other) => {
      const [left, right] = [one.sorted[key], other.sorted[key]];
      if (missing(left) || missing(right)) return missing(left) - missing(right);
      return (back ? -1 : 1) * compare(left, right);
    });

    // ---- Showing -----------------------------------------------------------------------------------------------------

    let showRows = (found) => {
      const those = new Set(found);
      for (const row of rows) row.shown().hidden = !those.has(row);
      body.append(...found.map((row) => row.shown()));
      output.textContent = csp.say("shown", { shown: found.length, all: rows.length });
    };
    let valueOf = (name, said) => said; // what a field shows of what is chosen
    const show = () => {
      const asked = csp.chosen();
      for (const field of form.querySelectorAll("select, input")) field.value = valueOf(field.name, asked.get(field.name) ?? "");
      const key = keys.includes(asked.get("sort")) ? asked.get("sort") : "";
      const back = asked.get("order") === "desc";
      heads.forEach((head, column) => {
        if (keys[column] === key) head.setAttribute("aria-sort", back ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      const found = chosen(asked);
      showRows(key ? sorted(found, key, back) : found);
    };
    const choose = (changes) => {
      csp.choose({ from: "", ...changes });
      show();
    };

    // ---- Many --------------------------------------------------------------------------------------------------------

    const showSome = (found) => {
      const from = Math.max(0, Math.min(Number.parseInt(csp.chosen().get("from"), 10) - 1 || 0, found.length - 1));
      const to = Math.min(found.length, from + SHOWN);
      body.replaceChildren(...found.slice(from, to).map((row) => row.shown()));
      cspDays.tell(body);
      output.textContent = to - from === found.length ? csp.say("shown", { shown: found.length, all: rows.length })
        : csp.say("shown-rows", { shown: found.length, all: rows.length, first: from + 1, last: to });
      const way = (key, at, count) => csp.button("csp-way", csp.say(key, { count }), () => {
        choose({ from: at ? String(at + 1) : "" });
        form.scrollIntoView();
        body.querySelector("a")?.focus({ preventScroll: true });
      });
      ways.replaceChildren(
        ...(from > 0 ? [way("rows-back", Math.max(0, from - SHOWN), Math.min(SHOWN, from))] : []),
        ...(to < found.length ? [way("rows-on", to, Math.min(SHOWN, found.length - to))] : []),
      );
    };
    // Sellers are as many as customers: some letters of a name are enough, and suggest the names that hold them.
    const withSellers = () => {
      const names = new Map(rows.flatMap((row) => row.seller.map((id, place) => [id, row.sellers[place]])));
      const ids = new Map([...names].map(([id, name]) => [name, id]));
      const foldedNames = [...ids.keys()].map((name) => [fold(name), name]);
      isChosen.seller = (row, said) => (names.has(said)
        ? row.seller.includes(said) : row.sellers.some((name) => fold(name).includes(fold(said))));
      valueOf = (name, said) => (name === "seller" ? names.get(said) ?? said : said);
      const suggest = () => {
        const typed = fold(form.elements.seller.value);
        const found = foldedNames.filter(([name]) => name.includes(typed)).slice(0, SUGGESTED);
        form.elements.seller.list.replaceChildren(...found.map(([, name]) => {
          const option = element("option");
          option.value = name;
          return option;
        }));
      };
      form.elements.seller.addEventListener("input", suggest);
      suggest();
      return (name) => ids.get(name) ?? name;
    };

    // ---- Hands -------------------------------------------------------------------------------------------------------

    const start = (read, sellerId = (name) => name) => {
      rows = read;
      form.addEventListener("input", ({ target: { name, value } }) => choose({ [name]: name === "seller" ? sellerId(value) : value }));
      form.addEventListener("reset", (event) => {
        event.preventDefault();
        choose(Object.fromEntries([...csp.chosen().keys()].map((name) => [name, ""])));
      });
      heads.forEach((head, column) => {
        const title = csp.say("sort", { column: head.textContent.trim() });
        const button = csp.button("csp-sort", "", () => {
          const now = head.getAttribute("aria-sort"); // up, down, as it was
          choose({ sort: now === "descending" ? "" : keys[column], order: now === "ascending" ? "desc" : "" });
        });
        button.title = title;
        button.append(...head.childNodes);
        head.append(button);
      });
      addEventListener("hashchange", show);
      show();
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    if (root === undefined) start([...body.rows].map(ofPage));
    else {
      window.cspCustomers = (read) => {
        const pointed = (value) => (Array.isArray(value) ? value.map(pointed) : typeof value === "number" ? read.texts[value] : value);
        const COUNTS = new Set([4, 10, 12, 13, 14, 15, 16]); // urgent, open and the numbers: no texts
        const values = read.rows.map((row) => row.map((value, column) => (COUNTS.has(column) ? value : pointed(value))));
        showRows = showSome;
        rows = values.map((row) => ofScript(row, read));
        addEventListener("csp-new-day", () => cspDays.tell(body));
        start(rows, withSellers());
      };
      csp.load(root, "customers", () => { output.textContent = csp.say("no-table"); });
    }
  }
}
