// What is due over all customers, by the reader's own day: the page of a week, and its numbers on the home page. The list is
// a script that `runbooks build` puts beside the languages' folders (due/<lang>.js): [id, name, mark, events], an event
// [day, kind, link, what, who, whose]. The week and the filter stand behind the # of the address; whose steps were last
// looked at is remembered in this browser.
{
  const counts = document.querySelector(".csp-week-counts");
  const form = document.querySelector(".csp-week-form");
  const place = document.querySelector(".csp-week");

  if (counts || place) {
    const language = document.documentElement.lang;
    const { DAY, iso, today, until, say } = cspDays;
    const { element } = csp;
    const named = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
    const root = (counts ?? place).dataset.root;
    const REMEMBERED = "csp-runbooks:owner";
    const MARKS = { blocked: "csp-status csp-blocked", urgent: "csp-status csp-urgent-mark" };
    let rows = [];

    const monday = (day) => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
    const first = () => {
      const [day] = (csp.chosen().get("week") ?? "").match(/^\d{4}-\d\d-\d\d$/) ?? [];
      return monday(Date.parse(day) || today());
    };
    const isDeadline = (row) => ["step", "cut-over", "order-by"].includes(row.kind);
    const isOverdue = (row) => isDeadline(row) && row.day < today();
    const within = (row, start) => row.day >= start && row.day < start + 7 * DAY;

    // ---- The numbers -------------------------------------------------------------------------------------------------

    const count = () => {
      const late = rows.filter(isOverdue).length;
      const week = rows.filter((row) => within(row, monday(today())) && !isOverdue(row)).length;
      counts.querySelector("output").textContent = csp.say("due-counts", { today: iso(today()), overdue: late, week });
    };

    // ---- The week ----------------------------------------------------------------------------------------------------

    const link = (address, said) => {
      const made = element("a", "", said);
      made.href = `${root}/${address}`;
      return made;
    };
    const line = (row) => {
      const folder = `customers/${row.id}`;
      const customer = element("td", "", link(`${folder}/index.html`, row.name));
      if (row.mark) customer.append(" ", element("span", MARKS[row.mark], csp.say(row.mark)));
      const far = element("td", isOverdue(row) ? "csp-overdue" : "", say(until(row.day), isDeadline(row)));
      const mark = element("span", `csp-kind csp-kind-${row.kind}`);
      return element("tr", "", far, customer, element("td", "", mark, link(`${folder}/${row.link}`, row.what)), element("td", "", row.who));
    };
    const group = (title, lines) => {
      const head = element("th", "", title);
      head.colSpan = 4;
      head.scope = "rowgroup";
      return element("tbody", "", element("tr", "", head), ...lines);
    };
    // Of a customer the first row, and the others when they are asked for: they are many, and wait for the first.
    const folded = (found) => {
      const byCustomer = new Map();
      for (const row of found) byCustomer.set(row.id, [...(byCustomer.get(row.id) ?? []), row]);
      const customers = [...byCustomer.values()];
      customers.sort((one, other) => (other[0].mark === "urgent") - (one[0].mark === "urgent"));
      return customers.map(([first, ...others]) => {
        const made = line(first);
        if (!others.length) return made;
        const more = csp.button("csp-more", csp.say("more-of", { count: others.length }), () => {
          more.remove();
          made.after(...others.map(line));
        }, { once: true });
        made.cells[2].append(" ", more);
        return made;
      });
    };
    const show = () => {
      const start = first();
      const owner = csp.chosen().get("owner") ?? remembered();
      const wanted = rows.filter((row) => !owner || row.owner === owner || (owner === "dates" && row.kind !== "step"));
      const late = start === monday(today()) ? wanted.filter(isOverdue) : [];
      const bodies = late.length ? [group(`${csp.say("overdue-heading")} · ${late.length}`, folded(late))] : [];
      for (let day = start; day < start + 7 * DAY; day += DAY) {
        const found = wanted.filter((row) => row.day === day && !late.includes(row));
        const near = day === today() ? ` · ${say(0)}` : "";
        if (found.length) bodies.push(group(`${iso(day)} ${named.format(day)}${near}`, found.map(line)));
      }
      form.elements.owner.value = owner;
      form.querySelector("output").textContent =
        csp.say("week", { first: iso(start), last: iso(start + 6 * DAY) });
      const table = element("table", "", ...bodies);
      place.replaceChildren(bodies.length ? element("div", "csp-week-scroll", table) : element("p", "", csp.say("nothing-due")));
    };
    const remembered = () => {
      try { return localStorage.getItem(REMEMBERED) ?? ""; } catch { return ""; }
    };
    const remember = (owner) => {
      try { localStorage.setItem(REMEMBERED, owner); } catch { /* not kept */ }
    };
    const go = (changes) => {
      csp.choose(changes);
      show();
    };

    window.cspDue = (customers) => {
      rows = customers.flatMap(([id, name, mark, events]) => events.map(([day, kind, address, what, who, owner]) =>
        ({ id, name, mark, day: Date.parse(day), kind, link: address, what, who, owner })));
      rows.sort((one, other) => one.day - other.day);
      tell();
    };
    const tell = () => {
      if (counts) count();
      if (place) show();
    };
    addEventListener("csp-new-day", () => { if (rows.length) tell(); }); // assets/due.js
    if (place) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("click", ({ target }) => {
        const by = { back: -7, now: 0, on: 7 }[target.name];
        if (by !== undefined) go({ week: by ? iso(first() + by * DAY) : "" });
      });
      form.elements.owner.addEventListener("input", ({ target }) => {
        remember(target.value);
        go({ owner: target.value });
      });
      addEventListener("hashchange", show);
    }
    csp.load(root, "due", () => { (place ?? counts.querySelector("output")).textContent = csp.say("no-due"); });
  }
}
