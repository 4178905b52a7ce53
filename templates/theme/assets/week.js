// What is due over all customers, by the reader's own day: the page of a week, and its numbers on the home page. Both read
// scripts that `runbooks build` puts beside the languages' folders: due/<lang>.js says how much lies on each day, [deadlines,
// others]; a week's own (due/<lang>/<monday>.js) is fetched when it is shown: [id, name, mark, events], an event
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
    const AT_ONCE = 100; // rows of a day, customers of what is overdue, before "show more"
    let days = null; // day → [deadlines, others]
    let deadlines = [];
    const weeks = new Map(); // monday → its rows, null while they are on their way

    const monday = (day) => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
    const first = () => {
      const [day] = (csp.chosen().get("week") ?? "").match(/^\d{4}-\d\d-\d\d$/) ?? [];
      return monday(Date.parse(day) || today());
    };
    const isDeadline = (row) => deadlines.includes(row.kind);
    const isOverdue = (row) => isDeadline(row) && row.day < today();
    const failed = () => { (place ?? counts.querySelector("output")).textContent = csp.say("no-due"); };

    // ---- The numbers -------------------------------------------------------------------------------------------------

    const count = () => {
      const [now, start] = [today(), monday(today())];
      let late = 0, week = 0;
      for (const [day, [due, others]] of days) {
        const isOfWeek = day >= start && day < start + 7 * DAY;
        if (day < now) late += due;
        else if (isOfWeek) week += due;
        if (isOfWeek) week += others;
      }
      counts.querySelector("output").textContent = csp.say("due-counts", { today: iso(now), overdue: late, week });
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
    const group = (title, rows, lineOf) => {
      const head = element("th", "", title);
      head.colSpan = 4;
      head.scope = "rowgroup";
      const body = element("tbody", "", element("tr", "", head));
      const add = (from) => {
        body.append(...rows.slice(from, from + AT_ONCE).map(lineOf));
        const rest = rows.length - from - AT_ONCE;
        if (rest <= 0) return;
        const cell = element("td");
        cell.colSpan = 4;
        const last = element("tr", "", cell);
        cell.append(csp.button("csp-more", csp.say("show-more", { count: Math.min(rest, AT_ONCE) }), () => {
          last.remove();
          add(from + AT_ONCE);
        }));
        body.append(last);
      };
      add(0);
      return body;
    };
    // Of a customer the first row, and the others when they are asked for: they are many, and wait for the first.
    const byCustomer = (found) => {
      const customers = new Map();
      for (const row of found) {
        if (customers.has(row.id)) customers.get(row.id).push(row);
        else customers.set(row.id, [row]);
      }
      return [...customers.values()].sort((one, other) => (other[0].mark === "urgent") - (one[0].mark === "urgent"));
    };
    const folded = ([first, ...others]) => {
      const made = line(first);
      if (!others.length) return made;
      const more = csp.button("csp-more", csp.say("more-of", { count: others.length }), () => {
        more.remove();
        made.after(...others.map(line));
      }, { once: true });
      made.cells[2].append(" ", more);
      return made;
    };
    // The rows of the week, and in this one what is overdue; asks for what has not been read.
    const needed = (start) => {
      const mondays = new Set();
      for (const [day, [due]] of days) {
        const isEarlier = start === monday(today()) && day < start && due > 0;
        if (isEarlier || monday(day) === start) mondays.add(monday(day));
      }
      for (const one of [...mondays].filter((one) => !weeks.has(one))) {
        weeks.set(one, null);
        csp.load(root, "due", failed, `/${iso(one)}`);
      }
      return [...mondays].map((one) => weeks.get(one));
    };
    const show = () => {
      const start = first();
      const owner = csp.chosen().get("owner") ?? remembered();
      form.elements.owner.value = owner;
      form.querySelector("output").textContent =
        csp.say("week", { first: iso(start), last: iso(start + 6 * DAY) });
      const found = needed(start);
      if (found.includes(null)) return; // shown when all of it is there
      const wanted = found.flat().filter((row) => !owner || row.owner === owner || (owner === "dates" && row.kind !== "step"));
      const late = start === monday(today()) ? wanted.filter(isOverdue) : [];
      const bodies = late.length ? [group(`${csp.say("overdue-heading")} · ${late.length}`, byCustomer(late), folded)] : [];
      for (let day = start; day < start + 7 * DAY; day += DAY) {
        const ofDay = wanted.filter((row) => row.day === day && !(late.length && isOverdue(row)));
        const near = day === today() ? ` · ${say(0)}` : "";
        if (ofDay.length) bodies.push(group(`${iso(day)} ${named.format(day)}${near}`, ofDay, line));
      }
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
      if (days) show();
    };

    window.cspDue = (read) => {
      days = new Map(Object.entries(read.days).map(([day, counted]) => [Date.parse(day), counted]));
      deadlines = read.deadlines;
      tell();
    };
    window.cspDueWeek = ({ monday: one, customers }) => {
      const rows = customers.flatMap(([id, name, mark, events]) => events.map(([day, kind, address, what, who, owner]) =>
        ({ id, name, mark, day: Date.parse(day), kind, link: address, what, who, owner })));
      weeks.set(Date.parse(one), rows.sort((one, other) => one.day - other.day));
      show();
    };
    const tell = () => {
      if (counts) count();
      if (place) show();
    };
    addEventListener("csp-new-day", () => { if (days) tell(); }); // assets/due.js
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
      addEventListener("hashchange", () => { if (days) show(); });
    }
    csp.load(root, "due", failed);
  }
}
