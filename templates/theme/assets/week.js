// What is due over all customers, by the reader's own day: the page of a week, and its numbers on the home page. The list is
// a script that `runbooks build` puts beside the languages' folders (due/<lang>.js): [id, name, blocked, events], an event
// [day, kind, link, what, who, whose]. The week and the filter stand behind the # of the address.
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
    const MANY = 40; // overdue rows before "show all"
    let rows = [];

    const monday = (day) => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
    const first = () => {
      const day = Date.parse(csp.chosen().get("week") ?? "");
      return monday(Number.isNaN(day) ? today() : day);
    };
    const isDeadline = (row) => row.kind === "step" || row.kind === "order-by";
    const isOverdue = (row) => isDeadline(row) && row.day < today();
    const within = (row, start) => row.day >= start && row.day < start + 7 * DAY;

    // ---- The numbers -------------------------------------------------------------------------------------------------

    const count = () => {
      const late = rows.filter(isOverdue).length;
      const week = rows.filter((row) => within(row, monday(today())) && !isOverdue(row)).length;
      const said = cspWords["due-counts"].replace("{today}", iso(today())).replace("{overdue}", late).replace("{week}", week);
      counts.querySelector("output").textContent = said;
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
      if (row.blocked) customer.append(" ", element("span", "csp-status csp-blocked", cspWords.blocked));
      const far = element("td", isOverdue(row) ? "csp-overdue" : "", say(until(row.day), isDeadline(row)));
      const mark = element("span", `csp-kind csp-kind-${row.kind}`);
      return element("tr", "", far, customer, element("td", "", mark, link(`${folder}/${row.link}`, row.what)), element("td", "", row.who));
    };
    const group = (title, found, most = Infinity) => {
      const head = element("th", "", title);
      head.colSpan = 4;
      head.scope = "rowgroup";
      const body = element("tbody", "", element("tr", "", head), ...found.slice(0, most).map(line));
      if (found.length > most) {
        const cell = element("td", "", csp.showAll(found.length, () => body.replaceWith(group(title, found))));
        cell.colSpan = 4;
        body.append(element("tr", "", cell));
      }
      return body;
    };
    const show = () => {
      const start = first();
      const owner = csp.chosen().get("owner") ?? "";
      const wanted = rows.filter((row) => !owner || row.owner === owner || (owner === "dates" && row.kind !== "step"));
      const late = start === monday(today()) ? wanted.filter(isOverdue) : [];
      const bodies = late.length ? [group(cspWords["overdue-heading"], late, MANY)] : [];
      for (let day = start; day < start + 7 * DAY; day += DAY) {
        const found = wanted.filter((row) => row.day === day && !late.includes(row));
        const near = day === today() ? ` · ${say(0)}` : "";
        if (found.length) bodies.push(group(`${iso(day)} ${named.format(day)}${near}`, found));
      }
      form.elements.owner.value = owner;
      form.querySelector("output").textContent =
        cspWords.week.replace("{first}", iso(start)).replace("{last}", iso(start + 6 * DAY));
      const table = element("table", "", ...bodies);
      place.replaceChildren(bodies.length ? element("div", "csp-week-scroll", table) : element("p", "", cspWords["nothing-due"]));
    };
    const go = (changes) => {
      csp.choose(changes);
      show();
    };

    window.cspDue = (customers) => {
      rows = customers.flatMap(([id, name, blocked, events]) => events.map(([day, kind, address, what, who, owner]) =>
        ({ id, name, blocked, day: Date.parse(day), kind, link: address, what, who, owner })));
      rows.sort((one, other) => one.day - other.day);
      if (counts) count();
      if (place) show();
    };
    if (place) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("click", ({ target }) => {
        const by = { back: -7, now: 0, on: 7 }[target.name];
        if (by !== undefined) go({ week: by ? iso(first() + by * DAY) : "" });
      });
      form.elements.owner.addEventListener("input", ({ target }) => go({ owner: target.value }));
      addEventListener("hashchange", show);
    }
    csp.load(root, "due", () => { (place ?? counts.querySelector("output")).textContent = cspWords["no-due"]; });
  }
}
